/* core_errors: relocations that must fail with an error of their own, one a program,
 * against targets/target_errors.c, beside their neighbours that must not. None of
 * them is loaded unless asked for.
 */
#include "bpf.h"
#include "core.h"

u8 memory[1024];

#define at(POINTER) ({ typeof(POINTER) __p = (void *)memory; hide(__p); __p; })

/* Two candidates with the field at different offsets. */
struct core_twice {
	int x;
} __core;

SEC("?socket")
int ambiguous_offset(void *ctx)
{
	return at((struct core_twice *)0)->x;
}

/* ... an error even where only existence is asked for, which is the same in both. */
SEC("?socket")
int ambiguous_existence(void *ctx)
{
	return core_field_exists(core_field_of(struct core_twice, x));
}

/* Two candidates of different sizes. */
SEC("?socket")
int ambiguous_size(void *ctx)
{
	return core_type_size(struct core_twice);
}

/* Two candidates with the same offset: no ambiguity. */
struct core_agreeing {
	int x;
} __core;

SEC("?socket")
int agreeing_offset(void *ctx)
{
	return at((struct core_agreeing *)0)->x;
}

/* Two candidates, only one of which has the field: no ambiguity. */
struct core_one_has {
	int x;
} __core;

SEC("?socket")
int one_has_it(void *ctx)
{
	return at((struct core_one_has *)0)->x;
}

/* ... but whether it exists depends on the candidate that is asked; libbpf asks
 * those that match.
 */
SEC("?socket")
int one_has_it_exists(void *ctx)
{
	return core_field_exists(core_field_of(struct core_one_has, x));
}

/* Two enums that give the enumerator different values. */
enum core_twice_enum { CORE_TWICE = 1 };

SEC("?socket")
int ambiguous_value(void *ctx)
{
	return core_enum_value(enum core_twice_enum, CORE_TWICE);
}

/* The offset does not fit into an instruction's 16 bits. */
struct core_far {
	int x;
} __core;

SEC("?socket")
int too_far(void *ctx)
{
	return at((struct core_far *)0)->x;
}

/* ... while it does fit into the immediate of a move. */
SEC("?socket")
int far_offset(void *ctx)
{
	return core_field_offset(core_field_of(struct core_far, x));
}

/* The field is now of a size that no load has. */
struct core_sixteen {
	u64 x;
} __core;

SEC("?socket")
int wrong_size(void *ctx)
{
	return at((struct core_sixteen *)0)->x;
}

/* A bitfield that no aligned load of up to 8 bytes holds. */
struct core_straddling {
	u64 x : 40;
} __core;

SEC("?socket")
int straddling_bitfield(void *ctx)
{
	return core_bitfield(at((struct core_straddling *)0), x);
}

LICENSE("GPL");
