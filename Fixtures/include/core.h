/* CO-RE: every wrapper makes the compiler record a relocation in .BTF.ext, which
 * the loader answers from the types of the running kernel. The numbers are the
 * relocation kinds as clang's builtins take them.
 */
#pragma once

#include "types.h"

/* Accesses through a type of this kind are relocated. */
#define __core __attribute__((preserve_access_index))

/* Fields: FIELD is an access expression, such as p->a.b[3]. */
#define core_field_offset(FIELD) __builtin_preserve_field_info(FIELD, 0)
#define core_field_size(FIELD) __builtin_preserve_field_info(FIELD, 1)
#define core_field_exists(FIELD) __builtin_preserve_field_info(FIELD, 2)
#define core_field_signed(FIELD) __builtin_preserve_field_info(FIELD, 3)
#define core_field_lshift(FIELD) __builtin_preserve_field_info(FIELD, 4)
#define core_field_rshift(FIELD) __builtin_preserve_field_info(FIELD, 5)

/* The same for a field of a type of which there is no pointer at hand. */
#define core_field_of(TYPE, MEMBER) (((TYPE *)0)->MEMBER)

/* Types: TYPE is any type with a name. */
#define core_type_id_local(TYPE) __builtin_btf_type_id(*(TYPE *)0, 0)
#define core_type_id_target(TYPE) __builtin_btf_type_id(*(TYPE *)0, 1)
#define core_type_exists(TYPE) __builtin_preserve_type_info(*(TYPE *)0, 0)
#define core_type_size(TYPE) __builtin_preserve_type_info(*(TYPE *)0, 1)
#define core_type_matches(TYPE) __builtin_preserve_type_info(*(TYPE *)0, 2)

/* Enumerators: the answers are 64 bits wide. */
#define core_enum_value_exists(ENUM, NAME) __builtin_preserve_enum_value(*(ENUM *)NAME, 0)
#define core_enum_value(ENUM, NAME) __builtin_preserve_enum_value(*(ENUM *)NAME, 1)

/* Copies kernel memory; FIELD is in a type that is marked __core. */
#define core_copy(TO, FIELD) bpf_probe_read_kernel((TO), sizeof(*(TO)), &(FIELD))

/* A field of kernel memory as a value; 0 where it cannot be read. */
#define core_read(FIELD)                       \
	({                                     \
		__typeof_unqual__(FIELD) __v = {}; \
		core_copy(&__v, FIELD);        \
		__v;                           \
	})

/* Moves the bits of a bitfield from its load unit, now in UNIT, down to bit 0. */
#define __core_bits(UNIT, FIELD)                                                    \
	({                                                                          \
		u64 __up = (UNIT) << core_field_lshift(FIELD);                      \
		core_field_signed(FIELD) ? (u64)((s64)__up >> core_field_rshift(FIELD)) \
					 : __up >> core_field_rshift(FIELD);        \
	})

/* A bitfield of memory that the program may read directly. */
#define core_bitfield(POINTER, MEMBER)                                                       \
	({                                                                                   \
		const void *__at = (const void *)(POINTER) + core_field_offset((POINTER)->MEMBER); \
		u64 __unit = 0;                                                              \
		hide(__at);                                                                  \
		switch (core_field_size((POINTER)->MEMBER)) {                                \
		case 1: __unit = *(const u8 *)__at; break;                                   \
		case 2: __unit = *(const u16 *)__at; break;                                  \
		case 4: __unit = *(const u32 *)__at; break;                                  \
		case 8: __unit = *(const u64 *)__at; break;                                  \
		}                                                                            \
		__core_bits(__unit, (POINTER)->MEMBER);                                      \
	})

/* A bitfield of kernel memory, copied first. The load unit goes where its value
 * ends up in the low bytes, which is at the end of the u64 when big-endian.
 */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define __core_low_bytes(WORD, SIZE) ((void *)&(WORD))
#else
#define __core_low_bytes(WORD, SIZE) ((void *)&(WORD) + (8 - (SIZE)))
#endif
#define core_read_bitfield(POINTER, MEMBER)                                                \
	({                                                                                 \
		u64 __unit = 0;                                                            \
		u32 __size = core_field_size((POINTER)->MEMBER);                           \
		bpf_probe_read_kernel(__core_low_bytes(__unit, __size), __size,            \
				      (const void *)(POINTER) +                            \
					      core_field_offset((POINTER)->MEMBER));       \
		__core_bits(__unit, (POINTER)->MEMBER);                                    \
	})
