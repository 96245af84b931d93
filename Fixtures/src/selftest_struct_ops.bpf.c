/* selftest_struct_ops: a TCP congestion control that counts what the kernel asks of it,
 * registered by a link, and one that is registered by the map alone. A socket that uses
 * `swift_link` for some transfer must be seen in `acknowledged`.
 */
#include "bpf.h"
#include "core.h"

struct sock;

struct tcp_congestion_ops {
	u32 (*ssthresh)(struct sock *sk);
	void (*cong_avoid)(struct sock *sk, u32 ack, u32 acked);
	u32 (*undo_cwnd)(struct sock *sk);
	void (*init)(struct sock *sk);
	u32 flags;
	char name[16];
};

u64 started, acknowledged;

SEC("struct_ops/ssthresh")
u32 ssthresh(u64 *ctx)
{
	return 2;
}

SEC("struct_ops/cong_avoid")
void cong_avoid(u64 *ctx)
{
	__sync_fetch_and_add(&acknowledged, 1);
}

SEC("struct_ops/undo_cwnd")
u32 undo_cwnd(u64 *ctx)
{
	return 10;
}

SEC("struct_ops/init")
void init(u64 *ctx)
{
	__sync_fetch_and_add(&started, 1);
}

SEC(".struct_ops.link")
struct tcp_congestion_ops by_link = {
	.ssthresh = (void *)ssthresh,
	.cong_avoid = (void *)cong_avoid,
	.undo_cwnd = (void *)undo_cwnd,
	.init = (void *)init,
	.name = "swift_link",
};

SEC(".struct_ops")
struct tcp_congestion_ops by_map = {
	.ssthresh = (void *)ssthresh,
	.cong_avoid = (void *)cong_avoid,
	.undo_cwnd = (void *)undo_cwnd,
	.name = "swift_map",
};

LICENSE("GPL");
