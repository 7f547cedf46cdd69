package dev.toolrun.validation.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import net.sf.jsqlparser.parser.CCJSqlParserConstants;
import net.sf.jsqlparser.parser.CCJSqlParserTokenManager;
import net.sf.jsqlparser.parser.SimpleCharStream;
import net.sf.jsqlparser.parser.StringProvider;
import net.sf.jsqlparser.parser.Token;
import net.sf.jsqlparser.parser.TokenMgrException;

/**
 * Refuses what one database reads as a string, a name or a comment and another one does not: a text must have the same tokens for
 * this parser and for the database that gets it. Comments are refused rather than dropped, since databases disagree about where
 * one begins and ends, and some run what is in it.
 */
final class SqlTokens {
    static final int MAX_LENGTH = 20_000;
    private static final int MAX_TOKENS = 5_000;
    private static final int MAX_NESTING = 64;

    private static final Pattern BLOB = Pattern.compile("[xX]'[0-9A-Fa-f]*'");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_ \\r\\n\\t.,()+\\-*/%<>=!|&~;]+|::");
    private static final int FIRST_VISIBLE = 0x20;

    private SqlTokens() {}

    /**
     * Looks at every token.
     *
     * @throws UnfitSql if one is not plain, or if there are too many
     */
    static void check(String text, SqlDialect dialect) throws UnfitSql {
        if (text.length() > MAX_LENGTH) {
            throw new UnfitSql("must have at most " + MAX_LENGTH + " characters");
        }
        var stream = new SimpleCharStream(new StringProvider(text));
        var tokens = new CCJSqlParserTokenManager(stream);
        int depth = 0;
        int count = 0;
        for (Token token = next(tokens); token.kind != CCJSqlParserConstants.EOF; token = next(tokens)) {
            checkToken(token, dialect);
            depth += token.image.equals("(") ? 1 : token.image.equals(")") ? -1 : 0;
            if (++count > MAX_TOKENS || depth > MAX_NESTING) {
                throw new UnfitSql("is too long or nested too deeply");
            }
        }
    }

    /**
     * The names, literals and keywords of a text that was checked, sorted: what the parser has dropped is missing among those of
     * the text that it writes.
     */
    static List<String> words(String text) throws UnfitSql {
        var tokens = new CCJSqlParserTokenManager(new SimpleCharStream(new StringProvider(text)));
        List<String> words = new ArrayList<>();
        for (Token token = next(tokens); token.kind != CCJSqlParserConstants.EOF; token = next(tokens)) {
            char first = token.image.charAt(0);
            if (first == '\'' || isQuoted(token.image)) {
                words.add(token.image);
            } else if (Character.isLetterOrDigit(first) || first == '_') {
                words.add(token.image.toLowerCase(Locale.ROOT).replaceAll("\\s+", " "));
            }
        }
        words.sort(null);
        return words;
    }

    private static Token next(CCJSqlParserTokenManager tokens) throws UnfitSql {
        try {
            Token token = tokens.getNextToken();
            if (token.specialToken != null) {
                throw new UnfitSql("must not contain comments");
            }
            return token;
        } catch (TokenMgrException e) {
            throw new UnfitSql("is not SQL: it has a character that can't be there, or a quote that is not closed");
        }
    }

    private static void checkToken(Token token, SqlDialect dialect) throws UnfitSql {
        String image = token.image;
        char first = image.charAt(0);
        if (first == '\'' || isQuoted(image)) {
            checkQuoted(image.substring(1, image.length() - 1), first, dialect);
        } else if (!PLAIN.matcher(image).matches() && !BLOB.matcher(image).matches()) {
            throw new UnfitSql(
                    "has something in it that is read differently by different databases, such as a prefixed or"
                            + " dollar-quoted string, a parameter, a variable, a bracket, or letters beyond ASCII outside of quotes");
        }
    }

    private static boolean isQuoted(String image) {
        char first = image.charAt(0);
        return image.length() >= 2 && (first == '"' || first == '`') && image.charAt(image.length() - 1) == first;
    }

    private static void checkQuoted(String content, char quote, SqlDialect dialect) throws UnfitSql {
        if (quote != '\'' && !dialect.isQuote(quote)) {
            throw new UnfitSql("must not put anything between " + quote + " and " + quote);
        }
        if (content.indexOf('\\') >= 0) {
            throw new UnfitSql("must not contain a backslash");
        }
        boolean isString = quote == '\'';
        boolean hasControl = content.chars()
                .anyMatch(c -> c < FIRST_VISIBLE && !(isString && (c == '\n' || c == '\r' || c == '\t')) || c == 0x7f);
        if (hasControl
                || !isString && (content.indexOf(quote) >= 0 || content.indexOf('.') >= 0 || content.isBlank())) {
            throw new UnfitSql("must not contain control characters, nor quotes and dots within names");
        }
    }
}
