package dev.toolrun.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Map;

/** A record that may also be written as one string, of a text and a number with a colon between them. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface Shorthand {
    /** The key that the text before the last colon stands for. */
    String text();

    /** The key that the number after it stands for. */
    String number();

    /** Reads the short form. */
    final class Reader {
        private Reader() {}

        /** The long form of a node that is written in the short one; any other node as it is. */
        static Node expand(Class<?> type, Node node) {
            Shorthand form = type.getAnnotation(Shorthand.class);
            if (form == null
                    || !(node instanceof Node.Scalar scalar)
                    || scalar.kind() != Node.Kind.STRING
                    || scalar.text().indexOf(':') < 0) {
                return node;
            }
            int colon = scalar.text().lastIndexOf(':');
            String text = scalar.text().substring(0, colon);
            String number = scalar.text().substring(colon + 1);
            return new Node.Mapping(
                    node.line(),
                    Map.of(
                            form.text(), new Node.Scalar(node.line(), Node.Kind.STRING, text),
                            form.number(), new Node.Scalar(node.line(), Node.Kind.NUMBER, number)));
        }

        static String wanted(Class<?> type) {
            Shorthand form = type.getAnnotation(Shorthand.class);
            String mapping = "a mapping of keys and values";
            return form == null ? mapping : "\"" + form.text() + ":" + form.number() + "\" or " + mapping;
        }
    }
}
