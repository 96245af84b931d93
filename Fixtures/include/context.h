/* What programs get as their context. These layouts are UAPI: fixed offsets, no CO-RE. */
#pragma once

#include "types.h"

/* SEC("xdp") */
struct xdp_md {
	u32 data;
	u32 data_end;
	u32 data_meta;
	u32 ingress_ifindex;
	u32 rx_queue_index;
	u32 egress_ifindex;
};

/* SEC("tc"), SEC("socket"): the beginning only. */
struct __sk_buff {
	u32 len;
	u32 pkt_type;
	u32 mark;
	u32 queue_mapping;
	u32 protocol;
};

/* SEC("raw_tp/..."): the tracepoint's arguments. */
struct bpf_raw_tracepoint_args {
	u64 args[0];
};
