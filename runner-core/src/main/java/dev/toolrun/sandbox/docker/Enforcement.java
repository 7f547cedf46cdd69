package dev.toolrun.sandbox.docker;

import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.sandbox.HostLimit;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds out which limits of a sandbox are in force. On the host's own kernel that kernel is asked, for every sandbox. What
 * another kernel (gVisor's, a virtual machine's) says of its limits proves nothing: there they have to be tried. Thread-safe.
 */
final class Enforcement {
    private final Engine engine;
    private final ProbedRuntimes probed;
    private final Set<HostLimit> allowed;

    Enforcement(Engine engine, ProbedRuntimes probed, Set<HostLimit> allowed) {
        this.engine = engine;
        this.probed = probed;
        this.allowed = allowed;
    }

    /**
     * Lets a sandbox pass in which every limit is in force, or may be missing.
     *
     * @param ready what its first process says
     * @return the names of the limits that are missing
     * @throws RunnerException with {@code limit_not_enforced}
     */
    List<String> require(ContainerSpec spec, Trailer ready) {
        Set<HostLimit> missing = missing(spec, ready);
        Set<HostLimit> refused = EnumSet.noneOf(HostLimit.class);
        refused.addAll(missing);
        refused.removeAll(allowed);
        if (!refused.isEmpty()) {
            throw RunnerException.beforeStart(
                    Reason.LIMIT_NOT_ENFORCED,
                    "These limits of the tool can't be enforced on this host: " + names(refused) + ".",
                    "Runtime '" + spec.runtime() + "' does not enforce them: see 'toolrun doctor'. What may be missing"
                            + " can be named in sandbox.allowUnenforced.",
                    null);
        }
        return missing.stream().map(HostLimit::key).toList();
    }

    private Set<HostLimit> missing(ContainerSpec spec, Trailer ready) {
        KernelAccount account = new KernelAccount(spec.limits(), ready);
        if (engine.kernel().equals(ready.get("kernel"))) {
            return account.missing();
        }
        Set<HostLimit> missing = account.missingInProcess();
        missing.addAll(probed.missing(engine, spec));
        return missing;
    }

    private static String names(Set<HostLimit> limits) {
        return limits.stream().map(HostLimit::key).collect(Collectors.joining(", "));
    }
}
