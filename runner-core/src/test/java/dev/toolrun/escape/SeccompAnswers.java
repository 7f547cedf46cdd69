package dev.toolrun.escape;

import dev.toolrun.escape.SeccompQuestions.Question;
import dev.toolrun.escape.SeccompQuestions.Way;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What a sandbox answered, and where that is not what a document says. */
final class SeccompAnswers {
    static final int ENOSYS = 38;

    private final List<Answer> answers;
    private final Map<Integer, List<Answer>> byNumber;
    private final int last;
    /** Calls that only the filter keeps from the kernel, which would have answered. */
    private final Set<Question> filtered = new HashSet<>();

    private record Answer(Question question, List<List<Long>> asked, List<Integer> values) {
        int number() {
            return (int) question.number();
        }

        /** Whether the call was made. */
        boolean isCalled() {
            return question.way() == Way.CALL && values.size() > 1;
        }

        /** Whether the kernel had the call, and answered. */
        boolean reachedTheKernel() {
            return isCalled() && values.get(1) != ENOSYS;
        }

        boolean saysEnosysThroughout() {
            return values.stream().allMatch(value -> value == ENOSYS);
        }
    }

    private SeccompAnswers(List<Answer> answers) {
        this.answers = answers;
        this.byNumber = answers.stream().collect(Collectors.groupingBy(Answer::number));
        this.last = answers.stream()
                .filter(answer -> answer.reachedTheKernel() || !answer.saysEnosysThroughout())
                .mapToInt(Answer::number)
                .max()
                .orElse(0);
    }

    /**
     * Asks a sandbox, and for what ENOSYS may be the kernel's own word, the kernel.
     *
     * @param sandbox runs the probe, confined; takes its input and gives its output
     * @param unconfined the same without a profile
     */
    static SeccompAnswers of(
            List<Question> questions, Function<String, String> sandbox, Function<String, String> unconfined) {
        SeccompAnswers all = new SeccompAnswers(ask(questions, sandbox));
        List<Question> doubtful = all.answers.stream()
                .filter(answer -> answer.isCalled() && !answer.reachedTheKernel() && answer.number() <= all.last)
                .map(Answer::question)
                .toList();
        ask(doubtful, unconfined).stream()
                .filter(Answer::reachedTheKernel)
                .forEach(answer -> all.filtered.add(answer.question()));
        return all;
    }

    /** The lists of values that were answered, a question each. */
    static List<List<Integer>> values(List<Question> questions, Function<String, String> program) {
        return ask(questions, program).stream().map(Answer::values).toList();
    }

    private static List<Answer> ask(List<Question> questions, Function<String, String> program) {
        List<String> lines = program.apply(
                        String.join("\n", questions.stream().map(Question::line).toList()))
                .lines()
                .toList();
        if (lines.size() != questions.size()) {
            throw new IllegalStateException(lines.size() + " answers to " + questions.size() + " questions");
        }
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            List<Integer> values =
                    Arrays.stream(lines.get(i).split(" ")).map(Integer::valueOf).toList();
            answers.add(new Answer(questions.get(i), questions.get(i).asked(), values));
        }
        return answers;
    }

    /** The highest number that the filter knows; the runtime answers ENOSYS to all above. */
    int last() {
        return last;
    }

    /** How many system calls were decided upon. */
    int size() {
        return answers.stream().mapToInt(a -> a.values().size()).sum();
    }

    /** Each system call that was decided otherwise than the document says. */
    List<String> differencesFrom(SeccompDocument document) {
        return answers.stream().flatMap(answer -> differences(document, answer)).toList();
    }

    /**
     * Whether anything was decided otherwise than the document says, or the document contradicts itself.
     *
     * @param numbers those of the calls that are looked at
     */
    boolean differFrom(SeccompDocument document, Set<Integer> numbers) {
        try {
            return numbers.stream()
                    .flatMap(number -> byNumber.getOrDefault(number, List.of()).stream())
                    .anyMatch(
                            answer -> differences(document, answer).findFirst().isPresent());
        } catch (IllegalStateException contradiction) {
            return true;
        }
    }

    private Stream<String> differences(SeccompDocument document, Answer answer) {
        return IntStream.range(0, answer.asked().size()).boxed().flatMap(i -> {
            List<Long> arguments = answer.asked().get(i);
            int written = says(document, answer.number(), arguments);
            int expected = written == SeccompDocument.ALLOWED ? ENOSYS : written;
            int seen = answer.values().get(i);
            boolean agree = seen == expected && !contradicts(answer, written);
            String difference = "%d %s: written %d, enforced %s";
            return agree
                    ? Stream.empty()
                    : Stream.of(difference.formatted(answer.number(), arguments, written, answer.values()));
        });
    }

    /** Whether a call reached the kernel that must not, or the other way round. */
    private boolean contradicts(Answer answer, int written) {
        return (written == ENOSYS && answer.reachedTheKernel())
                || (written == SeccompDocument.ALLOWED && filtered.contains(answer.question()));
    }

    private int says(SeccompDocument document, int number, List<Long> arguments) {
        return number > last ? ENOSYS : document.says(number, arguments);
    }
}
