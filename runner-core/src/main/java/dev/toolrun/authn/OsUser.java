package dev.toolrun.authn;

import com.sun.security.auth.module.UnixSystem;
import dev.toolrun.call.Credential;
import java.io.IOException;
import java.util.Set;

/** An OS user, as the kernel and the user database know it, never as an environment says. */
public interface OsUser {

    /**
     * The user's name, or {@code uid:} and the number where the user database has no name.
     *
     * @throws IOException if it can't be told which user it is
     */
    String name() throws IOException;

    /**
     * The names of all the user's groups.
     *
     * @throws IOException if they can't be found out
     */
    Set<String> groups() throws IOException;

    /** The user of the running process. */
    static OsUser current() {
        return new ProcessUser();
    }

    /** The user at the other end of a socket. */
    static OsUser of(Credential.Peer peer) {
        return new ConnectedUser(peer);
    }

    /** Reads the name through {@code getpwuid_r} and the groups with {@code id}, which asks the same user database. */
    final class ProcessUser implements OsUser {
        /** Looked up once: a process stays the same user's. */
        private static final class Name {
            private static final String OF_THIS_PROCESS = of(new UnixSystem());

            private static String of(UnixSystem system) {
                String name = system.getUsername();
                return name == null || name.isEmpty() ? UserDatabase.unnamed(system.getUid()) : name;
            }
        }

        @Override
        public String name() {
            return Name.OF_THIS_PROCESS;
        }

        @Override
        public Set<String> groups() throws IOException {
            return UserDatabase.groups();
        }
    }
}
