/* grow_packet: makes a packet 32 bytes longer at its end. Kernel 5.8. */
#include "bpf.h"
#include "context.h"

HELPER(65, long, bpf_xdp_adjust_tail, struct xdp_md *ctx, int change);

SEC("xdp")
int grow(struct xdp_md *ctx)
{
	return bpf_xdp_adjust_tail(ctx, 32) ? XDP_ABORTED : XDP_PASS;
}

LICENSE("GPL");
