package dev.toolrun.authn;

import dev.toolrun.call.Credential;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** The user at the other end of a socket. The kernel names user and group; the other groups are those of the user database. */
final class ConnectedUser implements OsUser {
    private final Credential.Peer peer;

    ConnectedUser(Credential.Peer peer) {
        this.peer = peer;
    }

    @Override
    public String name() throws IOException {
        if (!isNumber(peer.user())) {
            return peer.user();
        }
        if (UserDatabase.hasUser(peer.user())) {
            throw new IOException("a user's name is a number, and could be another user's number");
        }
        return UserDatabase.unnamed(peer.user());
    }

    @Override
    public Set<String> groups() throws IOException {
        Set<String> groups = new HashSet<>();
        if (!isNumber(peer.group())) {
            groups.add(peer.group());
        }
        if (!isNumber(peer.user())) {
            groups.addAll(UserDatabase.groups(peer.user()));
        }
        return groups;
    }

    private static boolean isNumber(String name) {
        return name.chars().allMatch(character -> character >= '0' && character <= '9');
    }
}
