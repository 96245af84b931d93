/* bad_section: section names that match no row of the table, although some begin like
 * one. Opening succeeds, the programs have no type; loading must fail and name the
 * section. `?kprobe/` with an empty target is a match, and `??socket` is not.
 */
#include "bpf.h"

#define BAD(SECTION, NUMBER) \
	SEC(SECTION) int bad_##NUMBER(void *ctx) { return NUMBER; }

BAD("nonsense", 1)
BAD("nonsense/target", 2)
BAD("xdp_drop", 3)
BAD("xdp/unknown", 4)
BAD("kprobefoo", 5)
BAD("kprobe_/foo", 6)
BAD("tp_btf2/x", 7)
BAD("socket/extra", 8)
BAD("tcx", 9)
BAD("sk_reuseport/other", 10)
BAD("cgroup/unknown", 11)
BAD("syscall/x", 12)
BAD("perf_event/x", 13)
BAD("Kprobe/x", 14)
BAD("kprobe.multi.s/x", 15)
BAD("struct_ops.link/x", 16)
BAD("tc/", 17)
BAD("netfilter/x", 18)
BAD("lirc_mode2/x", 19)
BAD("??socket", 20)

SEC("?kprobe/") int empty_target(void *ctx) { return 0; }

LICENSE("GPL");
