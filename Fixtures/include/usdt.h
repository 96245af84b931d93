/* Arguments of statically defined probes (USDT), on the side of the program.
 *
 * The loader writes into __bpf_usdt_specs where the arguments of each place of a probe are found, and
 * gives the program the index of that as the cookie of its attachment, or, on kernels without cookies,
 * by the address of the place in __bpf_usdt_ip_to_spec_id. The names of the maps, of the structs and
 * of their members are what loaders look for; there are two layouts:
 * with USDT_WITHOUT_INDEX that of objects that know no arguments by an index register (libbpf before
 * 1.7), else the larger one.
 */
#pragma once

#include "bpf.h"

#ifndef USDT_SPECS
#define USDT_SPECS 256
#endif

enum __bpf_usdt_arg_type {
	USDT_CONSTANT,
	USDT_REGISTER,
	USDT_MEMORY,
	USDT_INDEXED_MEMORY,
};

struct __bpf_usdt_arg_spec {
	u64 val_off; /* the constant, or what is added to an address */
#ifdef USDT_WITHOUT_INDEX
	enum __bpf_usdt_arg_type arg_type;
#else
	enum __bpf_usdt_arg_type arg_type : 8;
	u16 idx_reg_off : 12; /* of the index in the registers */
	u16 scale_bitshift : 4;
	u8 __reserved : 8;
#endif
	short reg_off; /* of the register, or of the base, in the registers */
	bool arg_signed;
	char arg_bitshift; /* the bits of 64 that are not of the argument */
};

struct __bpf_usdt_spec {
	struct __bpf_usdt_arg_spec args[12];
	u64 usdt_cookie;
	short arg_cnt;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, USDT_SPECS);
	__type(key, int);
	__type(value, struct __bpf_usdt_spec);
} __bpf_usdt_specs SEC(".maps") __weak;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4 * USDT_SPECS);
	__type(key, long);
	__type(value, u32);
} __bpf_usdt_ip_to_spec_id SEC(".maps") __weak;

extern bool LINUX_HAS_BPF_COOKIE __kconfig __weak;

/* Where the place of the instruction stands in struct pt_regs. */
#ifndef USDT_INSTRUCTION_POINTER
#define USDT_INSTRUCTION_POINTER 128 /* x86-64 */
#endif

static __always_inline struct __bpf_usdt_spec *usdt_spec(void *ctx)
{
	u32 id;
	if (LINUX_HAS_BPF_COOKIE) {
		id = bpf_get_attach_cookie(ctx);
	} else {
		long place = *(volatile long *)(ctx + USDT_INSTRUCTION_POINTER);
		u32 *found = bpf_map_lookup_elem(&__bpf_usdt_ip_to_spec_id, &place);
		if (!found) return NULL;
		id = *found;
	}
	return bpf_map_lookup_elem(&__bpf_usdt_specs, &id);
}

/* The number of arguments, or a negative error. */
static __always_inline int usdt_count(void *ctx)
{
	struct __bpf_usdt_spec *spec = usdt_spec(ctx);
	return spec ? spec->arg_cnt : -ENOENT;
}

/* What the user gave the probe when it was attached. */
static __always_inline u64 usdt_cookie(void *ctx)
{
	struct __bpf_usdt_spec *spec = usdt_spec(ctx);
	return spec ? spec->usdt_cookie : 0;
}

/* The value of an argument; an error when there is none, or it cannot be read. */
static __noinline int usdt_argument(void *ctx, u64 number, u64 *result)
{
	*result = 0;
	struct __bpf_usdt_spec *spec = usdt_spec(ctx);
	if (!spec) return -ENOENT;
	if (number >= 12) return -EINVAL;
	/* The verifier knows the bound of the register that it has just seen compared. */
	__asm__ volatile("" : "+r"(number));
	if (number >= 12) return -EINVAL;
	if ((short)number >= spec->arg_cnt) return -EINVAL;
	struct __bpf_usdt_arg_spec *argument = &spec->args[number];

	u64 value = 0, index = 0;
	long error = 0;
	if (argument->arg_type == USDT_CONSTANT) {
		value = argument->val_off;
	} else {
		error = bpf_probe_read_kernel(&value, sizeof value, ctx + argument->reg_off);
		if (error) return error;
#ifndef USDT_WITHOUT_INDEX
		if (argument->arg_type == USDT_INDEXED_MEMORY) {
			error = bpf_probe_read_kernel(&index, sizeof index,
						      ctx + argument->idx_reg_off);
			if (error) return error;
			index <<= argument->scale_bitshift;
		}
#endif
		if (argument->arg_type != USDT_REGISTER) {
			error = bpf_probe_read_user(&value, sizeof value,
						    (void *)(value + index + argument->val_off));
			if (error) return error;
		}
	}
	value <<= argument->arg_bitshift;
	*result = argument->arg_signed ? (u64)((s64)value >> argument->arg_bitshift)
				       : value >> argument->arg_bitshift;
	return 0;
}
