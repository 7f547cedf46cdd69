package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import java.util.List;
import java.util.Map;

/**
 * A tool makes what processes of a host share by number or name: POSIX message queues, System V memory, semaphores and queues.
 * There are none; {@link ConcurrentCallsIT} looks for them from a second call.
 */
@RequiresEngine
class SharedIpcIT {
    @Attack
    void thereIsNone(Inside inside) {
        Map<String, Object> seen = inside.observe("""
                answers = {
                    'message queue': syscall('mq_open', b'q', os.O_CREAT | os.O_RDWR, 0o600, 0),
                    'memory': syscall('shmget', 42, 4096, 0o1600), 'private memory': syscall('shmget', 0, 4096, 0o1600),
                    'semaphores': syscall('semget', 42, 1, 0o1600), 'queue': syscall('msgget', 42, 0o1600),
                    'file of queues': attempt(lambda: open('/dev/mqueue/q', 'w').close())}
                seen['made'] = sorted(name for name, answer in answers.items() if answer == 'done')
                """);
        assertThat(seen.get("made")).isEqualTo(List.of());
    }
}
