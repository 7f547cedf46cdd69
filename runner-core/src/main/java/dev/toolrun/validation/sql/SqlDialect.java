package dev.toolrun.validation.sql;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What differs between databases in what their SQL means: names, harmless functions, and tables of their own. */
public enum SqlDialect {
    SQLITE("\"`", """
            ifnull iif instr hex total group_concat string_agg date time datetime julianday unixepoch strftime typeof
            random concat concat_ws unicode char glob json json_extract json_array_length json_type json_valid json_array
            json_object json_group_array json_group_object log log10 log2 pow
            """),
    POSTGRESQL("\"", """
            string_agg array_agg bool_and bool_or every json_agg jsonb_agg json_build_object jsonb_build_object
            json_object_agg jsonb_object_agg json_array_length jsonb_array_length jsonb_typeof json_typeof
            jsonb_extract_path_text json_extract_path_text to_char to_date to_number to_timestamp date_trunc date_part age
            now make_date greatest least concat concat_ws left right strpos split_part initcap reverse btrim stddev
            stddev_pop stddev_samp variance var_pop var_samp corr percentile_cont percentile_disc mode trunc log random pi
            width_bucket md5
            """),
    MYSQL("`", """
            ifnull if concat concat_ws left right locate instr reverse group_concat date year month day dayname monthname
            dayofweek dayofmonth dayofyear week weekday quarter hour minute second date_format str_to_date date_add
            date_sub datediff timestampdiff timestampadd now curdate curtime last_day unix_timestamp from_unixtime greatest
            least truncate pow rand std stddev stddev_pop stddev_samp variance var_pop var_samp json_extract json_unquote
            json_length json_arrayagg json_objectagg any_value
            """),
    ANSI("\"", """
            concat greatest least octet_length stddev_pop stddev_samp var_pop var_samp
            """);

    /** Neither do these read or change anything beyond their arguments, nor can a short call of them cost much. */
    private static final Set<String> EVERYWHERE = words("""
            count sum avg min max abs round ceil ceiling floor coalesce nullif lower upper length char_length
            character_length trim ltrim rtrim replace substr substring position mod power sqrt sign exp ln row_number rank
            dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value
            """);

    /** Tables that SQLite has without anybody having made them; some show every byte of the file. */
    private static final Set<String> BUILT_INTO_SQLITE = words("""
            dbstat completion fsdir zipfile bytecode tables_used json_each json_tree jsonb_each jsonb_tree generate_series
            carray wholenumber
            """);

    private static final Set<String> DESCRIPTIONS =
            words("sqlite_master sqlite_schema information_schema.tables information_schema.columns");
    private static final Set<String> SCHEMAS_OF_SYSTEMS =
            words("pg_catalog information_schema mysql performance_schema sys ndbinfo");
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final String quotes;
    private final Set<String> functions;

    SqlDialect(String quotes, String functions) {
        this.quotes = quotes;
        this.functions = words(functions);
    }

    /**
     * The dialect that a configuration names.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static SqlDialect named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** Whether a function, by its name in lower case, is known to be harmless. */
    public boolean isHarmless(String function) {
        return functions.contains(function) || EVERYWHERE.contains(function);
    }

    /**
     * Whether a table belongs to the database itself and says more than which tables and columns there are. By their name alone:
     * a dialect's names count in all, since a wrong dialect in a tool file must not open them.
     */
    public boolean isSystemTable(TableName table) {
        List<String> parts = Arrays.asList(table.name().split("\\.", -1));
        Predicate<String> ofSystem = part -> part.startsWith("pg_")
                || part.startsWith("sqlite_")
                || part.startsWith("pragma_")
                || BUILT_INTO_SQLITE.contains(part);
        boolean inSystemSchema = parts.subList(0, parts.size() - 1).stream().anyMatch(SCHEMAS_OF_SYSTEMS::contains);
        return DESCRIPTIONS.stream().noneMatch(known -> table.name().equals(known))
                && !table.name().equals("main.sqlite_master")
                && (inSystemSchema || parts.stream().anyMatch(ofSystem));
    }

    /** Whether names may stand between these quotes, and mean a name then. */
    boolean isQuote(char quote) {
        return quotes.indexOf(quote) >= 0;
    }

    /**
     * A table's name as the database understands it.
     *
     * @param parts as they are written, from the outermost on
     * @throws UnfitSql if that is no name
     */
    TableName table(List<String> parts) throws UnfitSql {
        StringBuilder name = new StringBuilder();
        boolean certain = true;
        for (String part : parts) {
            boolean quoted = !part.isEmpty() && isQuote(part.charAt(0));
            if (!quoted && !PLAIN_NAME.matcher(part).matches() || quoted && part.length() < 3) {
                throw new UnfitSql("must name its tables by plain names");
            }
            String bare = quoted ? part.substring(1, part.length() - 1) : part;
            String lower = bare.toLowerCase(Locale.ROOT);
            certain &= quoted ? isCertain(bare, lower) : true;
            name.append(name.isEmpty() ? "" : ".").append(lower);
        }
        return new TableName(name.toString(), certain);
    }

    /** Quotes keep upper and lower case apart in some databases, and let dots and any letter be part of a name in all. */
    private boolean isCertain(String bare, String lower) {
        boolean ascii = bare.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '.');
        return ascii
                && switch (this) {
                    case SQLITE, MYSQL -> true;
                    case POSTGRESQL -> bare.equals(lower);
                    case ANSI -> false;
                };
    }

    private static Set<String> words(String text) {
        return new HashSet<>(Arrays.asList(text.strip().split("\\s+")));
    }
}
