/* struct_ops: a TCP congestion control made of BPF programs, in each of the two kinds
 * of section (registered by the map's update, or by a link) and one that is optional.
 */
#include "bpf.h"
#include "core.h"

struct sock {
} __core;

struct tcp_congestion_ops {
	u32 (*ssthresh)(struct sock *sk);
	void (*cong_avoid)(struct sock *sk, u32 ack, u32 acked);
	void (*set_state)(struct sock *sk, u8 state);
	u32 (*undo_cwnd)(struct sock *sk);
	char name[16];
};

SEC("struct_ops/ssthresh")
u32 ssthresh(u64 *ctx)
{
	return 2;
}

SEC("struct_ops/cong_avoid")
void cong_avoid(u64 *ctx)
{
}

SEC("struct_ops/undo_cwnd")
u32 undo_cwnd(u64 *ctx)
{
	return 10;
}

SEC(".struct_ops")
struct tcp_congestion_ops plain = {
	.ssthresh = (void *)ssthresh,
	.cong_avoid = (void *)cong_avoid,
	.undo_cwnd = (void *)undo_cwnd,
	.name = "swift_plain",
};

SEC(".struct_ops.link")
struct tcp_congestion_ops by_link = {
	.ssthresh = (void *)ssthresh,
	.cong_avoid = (void *)cong_avoid,
	.undo_cwnd = (void *)undo_cwnd,
	.name = "swift_link",
};

SEC("?.struct_ops.link")
struct tcp_congestion_ops optional = {
	.ssthresh = (void *)ssthresh,
	.cong_avoid = (void *)cong_avoid,
	.undo_cwnd = (void *)undo_cwnd,
	.name = "swift_optional",
};

LICENSE("GPL");
