package dev.toolrun.escape;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** What a sandbox is asked about its profile: every number, and for each rule what it is about and what is next to it. */
final class SeccompQuestions {
    /** Turned over, one by one, in every argument of a question about bits. */
    private static final int BITS = 64;

    private static final int ARGUMENTS = 5;
    private static final int BEYOND_ALL = 600;
    private static final long HIGH_BIT = 1L << 32;
    /** Refused as wrong by whatever gets it: addresses, descriptors and flags that are none, and a length or command of 0. */
    private static final List<Long> HARMLESS = List.of(-1L, 0L, -1L, -1L, -1L);
    /** These two overwrite what the asking program needs for going on. */
    private static final Set<String> NOT_CALLED = Set.of("vfork", "rt_sigreturn");

    /** The kernel itself makes these on the way out of its probes, and asks no filter. */
    static final Set<Integer> UNFILTERED = Set.of(335, 336);

    private final List<Question> questions = new ArrayList<>();
    private final Map<String, Integer> numbers = SystemCalls.numbers();

    /** How a question is asked; {@code seccomp_probe.py} says what that means. */
    enum Way {
        FILTER,
        BITS,
        CALL,
        CHILD,
        X32,
        I386
    }

    /** A system call. The number may have bits that the kernel ignores. */
    record Question(Way way, long number, List<Long> arguments) {
        /** As the probe reads it. */
        String line() {
            String way = this.way.name().toLowerCase(Locale.ROOT);
            return LongStream.concat(LongStream.of(number), arguments.stream().mapToLong(Long::longValue))
                    .mapToObj(Long::toUnsignedString)
                    .collect(Collectors.joining(" ", way + " ", ""));
        }

        /** The arguments of each answer, in their order; what a call itself answers is not among them. */
        List<List<Long>> asked() {
            List<List<Long>> asked = new ArrayList<>(List.of(arguments));
            if (way == Way.BITS) {
                for (int index = 0; index < ARGUMENTS; index++) {
                    for (int bit = 0; bit < BITS; bit++) {
                        asked.add(changed(arguments, index, arguments.get(index) ^ (1L << bit)));
                    }
                }
            }
            return asked;
        }
    }

    /** All that a document of this content must have an answer for. */
    static List<Question> about(SeccompDocument document) {
        SeccompQuestions asked = new SeccompQuestions();
        asked.everyNumber();
        document.named()
                .forEach(number -> document.rules(number).stream()
                        .filter(rule -> !rule.conditions().isEmpty())
                        .forEach(rule -> asked.around(number, rule)));
        asked.everyFamily();
        return List.copyOf(asked.questions);
    }

    /** Numbers in the other two conventions of x86-64: the first, some dangerous ones, the last and what is behind. */
    static List<Question> inForeignConventions() {
        IntStream numbers =
                IntStream.of(0, 1, 2, 11, 20, 26, 39, 41, 57, 59, 101, 120, 125, 165, 240, 272, 310, 313, 321);
        return IntStream.concat(numbers, IntStream.of(359, 425, 435, 449, 450, 462, 512, 520, 547, 548, 600, 4096))
                .boxed()
                .flatMap(number -> List.of(Way.X32, Way.I386).stream().map(way -> new Question(way, number, HARMLESS)))
                .toList();
    }

    /** What no filter is asked about. */
    static List<Question> unfiltered() {
        return UNFILTERED.stream()
                .map(number -> new Question(Way.CHILD, number, HARMLESS))
                .toList();
    }

    /** The same calls, of which only the filters are asked. */
    static List<Question> filteredOnly(List<Question> questions) {
        return questions.stream()
                .map(question -> new Question(Way.FILTER, question.number(), question.arguments()))
                .toList();
    }

    private void everyNumber() {
        for (int number = 0; number <= BEYOND_ALL; number++) {
            if (!UNFILTERED.contains(number)) {
                ask(called(number), number, HARMLESS);
                ask(Way.FILTER, HIGH_BIT + number, HARMLESS);
            }
        }
        LongStream.of(1023, 4096, 0x3fff_ffffL).forEach(number -> ask(Way.CALL, number, HARMLESS));
    }

    private Way called(int number) {
        return NOT_CALLED.stream().anyMatch(name -> numbers.get(name) == number) ? Way.FILTER : Way.CALL;
    }

    private void around(int number, SeccompDocument.Rule rule) {
        List<Long> matching = HARMLESS;
        for (SeccompDocument.Condition condition : rule.conditions()) {
            long value = condition.satisfied(matching.get(condition.index()));
            matching = changed(matching, condition.index(), value);
        }
        ask(Way.BITS, number, matching);
        ask(Way.CALL, number, matching);
        for (SeccompDocument.Condition condition : rule.conditions()) {
            for (long near : new long[] {condition.value() - 1, condition.value(), condition.value() + 1, 0, -1}) {
                ask(Way.FILTER, number, changed(matching, condition.index(), near));
            }
        }
    }

    private void everyFamily() {
        int flags = 0x80800;
        for (String name : List.of("socket", "socketpair")) {
            int number = numbers.get(name);
            for (long family = 0; family <= BITS; family++) {
                ask(Way.CALL, number, List.of(family, 1L, 0L, -1L, -1L));
                for (long type :
                        new long[] {0, 1, 2, 3, 4, 5, 6, 10, 15, 1 | flags, 2 | flags, 3 | flags, 1 | HIGH_BIT}) {
                    for (long protocol : new long[] {0, 1, 6, 17, 132, 255, 262, 6 | HIGH_BIT}) {
                        ask(Way.FILTER, number, List.of(family, type, protocol, -1L, -1L));
                    }
                }
            }
        }
    }

    private void ask(Way way, long number, List<Long> arguments) {
        questions.add(new Question(way, number, arguments));
    }

    private static List<Long> changed(List<Long> arguments, int index, long value) {
        List<Long> changed = new ArrayList<>(arguments);
        changed.set(index, value);
        return List.copyOf(changed);
    }
}
