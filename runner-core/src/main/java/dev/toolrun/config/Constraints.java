package dev.toolrun.config;

import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hibernate.validator.HibernateValidator;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;

/** Checks the constraints that configuration records declare. Thread-safe. */
final class Constraints {
    /** Kept here, since the logging system itself may forget a logger and its level. */
    private static final Logger LOGGER = Logger.getLogger("org.hibernate.validator");

    private Constraints() {}

    /** Adds what a record's constraints say, except where there is a problem already. */
    static void check(Object bean, Problems problems) {
        Lazy.VALIDATOR.validate(bean).stream()
                .map(violation -> Map.entry(place(violation.getPropertyPath()), violation.getMessage()))
                .filter(found -> !problems.concern(found.getKey()))
                .sorted(Map.Entry.comparingByValue())
                .toList()
                .forEach(found -> problems.add(found.getKey(), found.getValue()));
    }

    private static Place place(Path path) {
        Place place = Place.ROOT;
        for (Path.Node node : path) {
            if (node.getIndex() != null) {
                place = place.then(node.getIndex());
            } else if (node.getKey() != null) {
                place = place.then(node.getKey().toString());
            }
            if (node.getKind() == ElementKind.PROPERTY) {
                place = place.then(node.getName());
            }
        }
        return place;
    }

    /** Starting the library takes some 100 ms, which a command without a configuration file does not need. */
    private static final class Lazy {
        static final Validator VALIDATOR = start();

        private static Validator start() {
            LOGGER.setLevel(Level.WARNING);
            return Validation.byProvider(HibernateValidator.class)
                    .configure()
                    .messageInterpolator(new ParameterMessageInterpolator())
                    .defaultLocale(Locale.ENGLISH)
                    .buildValidatorFactory()
                    .getValidator();
        }
    }
}
