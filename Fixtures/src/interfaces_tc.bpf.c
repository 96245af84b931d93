/* interfaces_tc: programs of traffic control, by every section that makes one. Each writes its number
 * into the trace and hands the packet on to the next program, but for the ones that say otherwise. Only
 * packets of the ethertype 0x88b5, which is for local experiments, are seen and judged.
 */
#include "bpf.h"
#include "context.h"

/* What comes of a packet (TC_ACT_*, UAPI): the next program decides; it passes; it is dropped. */
enum { ACT_UNSPEC = -1, ACT_OK = 0, ACT_SHOT = 2 };

enum {
	INGRESS = 1,
	EGRESS,
	TCX_INGRESS,
	TCX_EGRESS,
	PLAIN,
	OTHER,
	ACTION,
	PRIMARY,
	PEER,
	DROPS,
	LAST,
};

/* The numbers of the programs in the order in which they ran. */
u32 trace[64];
u32 traced;

static __always_inline int seen(struct __sk_buff *ctx, u32 number, int verdict)
{
	if (ctx->protocol != 0xb588 && ctx->protocol != 0x88b5)
		return ACT_UNSPEC;
	trace[traced++ & 63] = number;
	return verdict;
}

SEC("tc/ingress") int ingress(struct __sk_buff *ctx)
{
	return seen(ctx, INGRESS, ACT_UNSPEC);
}

SEC("tc/egress") int egress(struct __sk_buff *ctx)
{
	return seen(ctx, EGRESS, ACT_UNSPEC);
}

SEC("tcx/ingress") int tcx_ingress(struct __sk_buff *ctx)
{
	return seen(ctx, TCX_INGRESS, ACT_UNSPEC);
}

SEC("tcx/egress") int tcx_egress(struct __sk_buff *ctx)
{
	return seen(ctx, TCX_EGRESS, ACT_UNSPEC);
}

SEC("tc") int plain(struct __sk_buff *ctx)
{
	return seen(ctx, PLAIN, ACT_UNSPEC);
}

SEC("classifier") int other(struct __sk_buff *ctx)
{
	return seen(ctx, OTHER, ACT_UNSPEC);
}

SEC("action") int acts(struct __sk_buff *ctx)
{
	return seen(ctx, ACTION, ACT_SHOT);
}

SEC("netkit/primary") int primary(struct __sk_buff *ctx)
{
	return seen(ctx, PRIMARY, ACT_UNSPEC);
}

SEC("netkit/peer") int peer(struct __sk_buff *ctx)
{
	return seen(ctx, PEER, ACT_UNSPEC);
}

SEC("tc") int drops(struct __sk_buff *ctx)
{
	return seen(ctx, DROPS, ACT_SHOT);
}

SEC("tc") int last(struct __sk_buff *ctx)
{
	return seen(ctx, LAST, ACT_OK);
}

LICENSE("GPL");
