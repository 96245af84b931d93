/* interfaces_ip: what sees packets of IP: hooks of netfilter, and tunnels of routes. */
#include "bpf.h"
#include "context.h"

enum { PASSES, DROPS, IN, OUT, TRANSMIT, SEG6, COUNTERS };

/* How often each program saw a packet. */
u64 counts[COUNTERS];

struct bpf_nf_ctx;

SEC("netfilter") int passes(struct bpf_nf_ctx *ctx)
{
	counts[PASSES]++;
	return 1;
}

SEC("netfilter") int drops(struct bpf_nf_ctx *ctx)
{
	counts[DROPS]++;
	return 0;
}

SEC("lwt_in") int in(struct __sk_buff *ctx)
{
	counts[IN]++;
	return 0;
}

SEC("lwt_out") int out(struct __sk_buff *ctx)
{
	counts[OUT]++;
	return 0;
}

SEC("lwt_xmit") int transmit(struct __sk_buff *ctx)
{
	counts[TRANSMIT]++;
	return 0;
}

SEC("lwt_seg6local") int segment(struct __sk_buff *ctx)
{
	counts[SEG6]++;
	return 0;
}

LICENSE("GPL");
