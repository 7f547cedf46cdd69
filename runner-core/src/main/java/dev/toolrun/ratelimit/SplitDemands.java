package dev.toolrun.ratelimit;

import dev.toolrun.call.Sha256;
import dev.toolrun.ratelimit.LimitStore.Demand;
import java.util.List;

/**
 * The demands of one call, split into those on what all calls share and those on its session, of which there are many: these are
 * kept in shards, so that a call touches a few hundred of them and not all.
 *
 * @param shard of the session, below {@link #SHARDS}; -1 if there is none
 */
record SplitDemands(List<Demand> shared, List<Demand> session, int shard) {
    static final int SHARDS = 256;

    /**
     * How many sessions of one holder a shard takes. Sessions spread evenly: 100000 are 390 in a shard on average, and none gets
     * 512 of them but by somebody's choice.
     */
    static final int MOST_OF_ONE_HOLDER = 512;

    static SplitDemands of(List<Demand> demands) {
        List<Demand> shared =
                demands.stream().filter(demand -> demand.holder() == null).toList();
        List<Demand> session =
                demands.stream().filter(demand -> demand.holder() != null).toList();
        List<Integer> shards =
                session.stream().map(SplitDemands::shard).distinct().toList();
        if (shards.size() > 1) {
            throw new IllegalArgumentException("a call has one session");
        }
        return new SplitDemands(shared, session, shards.isEmpty() ? -1 : shards.get(0));
    }

    /** By what is behind the colon, in which all keys of one session agree. */
    private static int shard(Demand demand) {
        String key = demand.key();
        return Integer.parseInt(
                Sha256.ofUtf8(key.substring(key.indexOf(':') + 1)).substring(0, 2), 16);
    }
}
