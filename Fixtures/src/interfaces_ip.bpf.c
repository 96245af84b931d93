/* interfaces_ip: what sees packets of IP: hooks of netfilter, and tunnels of routes. */
#include "bpf.h"
#include "context.h"

enum { PASSES, DROPS, IN, OUT, TRANSMIT, SEG6, COUNTERS };

/* How often each program saw a packet. */
u64 counts[COUNTERS];

struct bpf_nf_ctx;

SEC("netfilter") int passes(struct bpf_nf_ctx *ctx)
{
	__sync_fetch_and_add(&counts[PASSES], 1);
	return 1;
}

SEC("netfilter") int drops(struct bpf_nf_ctx *ctx)
{
	__sync_fetch_and_add(&counts[DROPS], 1);
	return 0;
}

SEC("lwt_in") int in(struct __sk_buff *ctx)
{
	__sync_fetch_and_add(&counts[IN], 1);
	return 0;
}

SEC("lwt_out") int out(struct __sk_buff *ctx)
{
	__sync_fetch_and_add(&counts[OUT], 1);
	return 0;
}

SEC("lwt_xmit") int transmit(struct __sk_buff *ctx)
{
	__sync_fetch_and_add(&counts[TRANSMIT], 1);
	return 0;
}

SEC("lwt_seg6local") int segment(struct __sk_buff *ctx)
{
	__sync_fetch_and_add(&counts[SEG6], 1);
	return 0;
}

LICENSE("GPL");
