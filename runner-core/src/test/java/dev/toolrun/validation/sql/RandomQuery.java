package dev.toolrun.validation.sql;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Makes random statements, and knows which tables each of them really uses: names of WITH clauses hide those of tables. */
final class RandomQuery {
    private static final List<String> NAMES = List.of("users", "orders", "credentials", "api_keys", "logs", "plans");

    private final Random random;
    private final Set<String> tables = new TreeSet<>();
    private final Set<String> functions = new HashSet<>();

    RandomQuery(Random random) {
        this.random = random;
    }

    String statement() {
        return switch (random.nextInt(6)) {
            case 0 -> "delete from " + table() + " where " + condition(Set.of(), 3);
            case 1 -> "update " + table() + " set a = " + value(Set.of(), 3) + " where " + condition(Set.of(), 2);
            case 2 -> "insert into " + table() + " (a) " + plain(Set.of(), 2);
            default -> query(Set.of(), 3);
        };
    }

    Set<String> tables() {
        return tables;
    }

    Set<String> functions() {
        return functions;
    }

    private String query(Set<String> named, int depth) {
        if (depth == 0 || random.nextInt(3) > 0) {
            return set(named, depth);
        }
        boolean recursive = random.nextBoolean();
        Set<String> inner = new HashSet<>(named);
        StringBuilder with = new StringBuilder(recursive ? "with recursive " : "with ");
        for (int i = random.nextInt(2); i >= 0; i--) {
            String name = name();
            Set<String> own = new HashSet<>(inner);
            if (recursive) {
                own.add(name);
            }
            with.append(name).append(" as (").append(query(own, depth - 1)).append(i == 0 ? ") " : "), ");
            inner.add(name);
        }
        return with + set(inner, depth);
    }

    private String set(Set<String> named, int depth) {
        String first = plain(named, depth);
        String operator =
                List.of(" union ", " union all ", " except ", " intersect ").get(random.nextInt(4));
        return random.nextInt(4) == 0 ? first + operator + plain(named, depth) : first;
    }

    private String plain(Set<String> named, int depth) {
        StringBuilder text = new StringBuilder("select " + value(named, depth) + " as v from " + source(named, depth));
        if (random.nextInt(3) == 0) {
            text.append(" left join ")
                    .append(source(named, depth))
                    .append(" on ")
                    .append(condition(named, depth));
        }
        if (random.nextInt(2) == 0) {
            text.append(" where ").append(condition(named, depth));
        }
        if (random.nextInt(5) == 0) {
            text.append(" group by a having ").append(condition(named, depth));
        }
        return text.toString();
    }

    private String source(Set<String> named, int depth) {
        if (depth > 0 && random.nextInt(4) == 0) {
            return "(" + query(named, depth - 1) + ") s";
        }
        String name = name();
        if (!named.contains(name)) {
            tables.add(name);
        }
        return random.nextBoolean() ? name : name + " " + name();
    }

    private String value(Set<String> named, int depth) {
        return switch (depth == 0 ? random.nextInt(3) : random.nextInt(7)) {
            case 0 -> "a";
            case 1 -> name() + ".a";
            case 2 -> "'from credentials, api_keys'";
            case 3 -> "(" + query(named, depth - 1) + ")";
            case 4 -> function() + "(" + value(named, depth - 1) + ")";
            case 5 -> "case when " + condition(named, depth - 1) + " then 1 else " + value(named, depth - 1) + " end";
            default -> value(named, depth - 1) + " + " + value(named, depth - 1);
        };
    }

    private String condition(Set<String> named, int depth) {
        return switch (depth == 0 ? 0 : random.nextInt(6)) {
            case 0 -> "a = 1";
            case 1 -> "exists (" + query(named, depth - 1) + ")";
            case 2 -> "a not in (" + query(named, depth - 1) + ")";
            case 3 -> "not (" + condition(named, depth - 1) + " or " + condition(named, depth - 1) + ")";
            case 4 -> value(named, depth - 1) + " between 1 and " + value(named, depth - 1);
            default -> value(named, depth - 1) + " is not null and " + condition(named, depth - 1);
        };
    }

    private String function() {
        String name = List.of("lower", "max", "load_extension", "Readfile").get(random.nextInt(4));
        functions.add(name.toLowerCase(Locale.ROOT));
        return name;
    }

    private String table() {
        String name = name();
        tables.add(name);
        return name;
    }

    private String name() {
        return NAMES.get(random.nextInt(NAMES.size()));
    }
}
