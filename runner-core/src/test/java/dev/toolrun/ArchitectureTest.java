package dev.toolrun;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the code against the tables in CONTRIBUTING.md, where it is written down, once, who may import whom. */
class ArchitectureTest {
    private static final String ROOT = "dev.toolrun";
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Map<String, String> LIBRARIES = Map.of(
            "docker-java", "com.github.dockerjava",
            "the JSON Schema validator", "com.networknt",
            "Jackson", "com.fasterxml.jackson",
            "Bucket4j", "io.github.bucket4j",
            "Nimbus JOSE+JWT", "com.nimbusds",
            "JSqlParser", "net.sf.jsqlparser",
            "Micrometer", "io.micrometer",
            "OpenTelemetry", "io.opentelemetry");

    /** What embedders hand in of their own, in the rooms that are made for it. */
    private static final Set<String> HANDED_IN =
            Set.of("io.micrometer.core.instrument.MeterRegistry", "io.opentelemetry.api.OpenTelemetry");

    private static JavaClasses classes;
    private static Map<String, Set<String>> allowedImports;
    private static Map<String, Set<String>> libraryHomes;

    @BeforeAll
    static void read() throws IOException {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(ROOT);
        String text = Files.readString(Path.of(System.getProperty("toolrun.checkout"), "CONTRIBUTING.md"));
        allowedImports = table(text, "| package | may import |");
        libraryHomes = table(text, "| library | only in |");
    }

    @Test
    void packagesImportOnlyWhatTheTableAllows() {
        assertThat(allowedImports).hasSizeGreaterThan(10);
        List<String> violations = new ArrayList<>();
        for (JavaClass type : classes) {
            String from = room(type);
            Set<String> allowed = allowedImports.get(from);
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass();
                if (allowed != null
                        && target.getPackageName().startsWith(ROOT)
                        && !room(target).equals(from)
                        && !allowed.contains(room(target))) {
                    violations.add(from + " -> " + room(target) + ": " + dependency.getDescription());
                }
            }
        }
        assertThat(violations).isEmpty();
    }

    @Test
    void everyPackageIsInTheTable() {
        Set<String> rooms = new TreeSet<>();
        classes.forEach(type -> rooms.add(room(type)));
        rooms.removeAll(Set.of("", "config"));
        assertThat(allowedImports.keySet()).containsExactlyInAnyOrderElementsOf(rooms);
    }

    @Test
    void theTableHasNoCycles() {
        allowedImports.forEach((room, imports) -> assertThat(reachable(room)).doesNotContain(room));
    }

    @Test
    void librariesStayInTheirRooms() {
        assertThat(libraryHomes.keySet()).isEqualTo(new TreeSet<>(LIBRARIES.keySet()));
        List<String> violations = new ArrayList<>();
        libraryHomes.forEach((library, homes) -> {
            for (JavaClass type : classes) {
                boolean uses = type.getDirectDependenciesFromSelf().stream()
                        .anyMatch(dependency ->
                                dependency.getTargetClass().getPackageName().startsWith(LIBRARIES.get(library)));
                if (uses && !homes.contains(room(type))) {
                    violations.add(type.getName() + " uses " + library);
                }
            }
        });
        assertThat(violations).isEmpty();
    }

    @Test
    void noLibraryIsInAPublicSignature() {
        List<String> violations = new ArrayList<>();
        for (JavaClass type : classes) {
            if (type.getModifiers().contains(JavaModifier.PUBLIC)) {
                signatureTypes(type)
                        .filter(used -> LIBRARIES.values().stream().anyMatch(used::startsWith))
                        .filter(used -> !HANDED_IN.contains(used))
                        .forEach(used -> violations.add(type.getName() + " shows " + used));
            }
        }
        assertThat(violations).isEmpty();
    }

    @Test
    void namesSaySomething() {
        assertThat(classes.stream().map(JavaClass::getSimpleName))
                .noneMatch(name -> name.matches(".*(Impl|Manager|Helper|Utils?)"));
    }

    private static Stream<String> signatureTypes(JavaClass type) {
        Stream<JavaClass> methods = type.getMethods().stream()
                .filter(method -> isVisible(method.getModifiers()))
                .flatMap(method ->
                        Stream.concat(Stream.of(method.getRawReturnType()), method.getRawParameterTypes().stream()));
        Stream<JavaClass> constructors = type.getConstructors().stream()
                .filter(constructor -> isVisible(constructor.getModifiers()))
                .flatMap(constructor -> constructor.getRawParameterTypes().stream());
        Stream<JavaClass> fields = type.getFields().stream()
                .filter(field -> isVisible(field.getModifiers()))
                .map(field -> field.getRawType());
        return Stream.of(
                        methods,
                        constructors,
                        fields,
                        type.getRawSuperclass().stream(),
                        type.getRawInterfaces().stream())
                .flatMap(types -> types)
                .map(JavaClass::getName);
    }

    private static boolean isVisible(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }

    private static String room(JavaClass type) {
        String name = type.getPackageName();
        return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
    }

    private static Set<String> reachable(String room) {
        Set<String> seen = new TreeSet<>();
        List<String> open = new ArrayList<>(allowedImports.getOrDefault(room, Set.of()));
        while (!open.isEmpty()) {
            String next = open.remove(open.size() - 1);
            if (seen.add(next)) {
                open.addAll(allowedImports.getOrDefault(next, Set.of()));
            }
        }
        return seen;
    }

    private static Map<String, Set<String>> table(String text, String heading) {
        Map<String, Set<String>> rows = new TreeMap<>();
        text.lines()
                .dropWhile(line -> !line.equals(heading))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .forEach(line -> {
                    String[] cells = line.split("\\|", -1);
                    String first = cells[1].trim().replace("`", "");
                    Set<String> names = new TreeSet<>();
                    Matcher matcher = CODE.matcher(cells[2]);
                    while (matcher.find()) {
                        names.add(matcher.group(1));
                    }
                    rows.put(first, names);
                });
        return rows;
    }
}
