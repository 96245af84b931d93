/* replaceable: programs of which a function decides; others trace or replace it (tracing). */
#include "bpf.h"
#include "context.h"

__noinline int verdict(struct xdp_md *ctx)
{
	int answer = 1; /* XDP_DROP */

	hide(answer);
	return answer;
}

SEC("xdp")
int whole(struct xdp_md *ctx)
{
	return verdict(ctx);
}

__noinline int other_verdict(struct xdp_md *ctx)
{
	int answer = 2; /* XDP_PASS */

	hide(answer);
	return answer;
}

SEC("xdp")
int other(struct xdp_md *ctx)
{
	return other_verdict(ctx);
}

LICENSE("GPL");
