/* interfaces_xdp: what sees the received frames of an interface: in the driver or not, declared for
 * frames in pieces, behind a redirection to a device or a CPU. Only frames of the ethertype 0x88b5,
 * which is for local experiments, are counted and judged; all others pass.
 */
#include "bpf.h"
#include "context.h"

enum { PASSES, DROPS, FRAGMENTS, TO_DEVICE, ON_DEVICE, TO_CPU, ON_CPU, COUNTERS };

/* How often each program saw a frame. */
u64 counts[COUNTERS];
/* The interface that the last frame came from, and the one that it was on its way to. */
u32 last_ingress, last_egress;

struct bpf_devmap_val {
	u32 ifindex;
	u32 program;
};

struct bpf_cpumap_val {
	u32 queue_size;
	u32 program;
};

struct {
	__uint(type, BPF_MAP_TYPE_DEVMAP);
	__type(key, u32);
	__type(value, struct bpf_devmap_val);
	__uint(max_entries, 2);
} devices SEC(".maps");

/* Values without room for a program. */
struct {
	__uint(type, BPF_MAP_TYPE_DEVMAP_HASH);
	__type(key, u32);
	__type(value, u32);
	__uint(max_entries, 2);
} plain_devices SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_CPUMAP);
	__type(key, u32);
	__type(value, struct bpf_cpumap_val);
	__uint(max_entries, 1);
} cpus SEC(".maps");

static __always_inline int counted(struct xdp_md *ctx, u32 counter)
{
	u8 *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;

	if (data + 14 > end || data[12] != 0x88 || data[13] != 0xb5)
		return 0;
	counts[counter]++;
	return 1;
}

SEC("xdp") int passes(struct xdp_md *ctx)
{
	counted(ctx, PASSES);
	last_ingress = ctx->ingress_ifindex;
	return XDP_PASS;
}

SEC("xdp") int drops(struct xdp_md *ctx)
{
	return counted(ctx, DROPS) ? XDP_DROP : XDP_PASS;
}

SEC("xdp.frags") int fragments(struct xdp_md *ctx)
{
	counted(ctx, FRAGMENTS);
	return XDP_PASS;
}

SEC("xdp") int to_device(struct xdp_md *ctx)
{
	return counted(ctx, TO_DEVICE) ? bpf_redirect_map(&devices, 0, 0) : XDP_PASS;
}

SEC("xdp") int to_cpu(struct xdp_md *ctx)
{
	return counted(ctx, TO_CPU) ? bpf_redirect_map(&cpus, 0, 0) : XDP_PASS;
}

SEC("xdp/devmap") int on_device(struct xdp_md *ctx)
{
	counted(ctx, ON_DEVICE);
	last_egress = ctx->egress_ifindex;
	return XDP_PASS;
}

SEC("xdp/cpumap") int on_cpu(struct xdp_md *ctx)
{
	counted(ctx, ON_CPU);
	return XDP_PASS;
}

LICENSE("GPL");
