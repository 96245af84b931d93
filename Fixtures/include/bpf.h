/* The BPF side of an object file: section and map-definition macros, and the
 * kernel helpers by number.
 *
 * The macro names are the ones every BPF program uses; what they expand to is
 * the wire format that loaders read from BTF.
 */
#pragma once

#include "types.h"

/* Places a program, a map or a licence in an ELF section, even if unreferenced. */
#define SEC(NAME) __attribute__((section(NAME), used))

#define __always_inline inline __attribute__((always_inline))
#define __noinline __attribute__((noinline))
#define __weak __attribute__((weak))
#define __hidden __attribute__((visibility("hidden")))
#define __unused __attribute__((unused))

/* Externs: resolved by the loader from kernel symbols or the kernel's configuration. */
#define __ksym __attribute__((section(".ksyms")))
#define __kconfig __attribute__((section(".kconfig")))

/* Memory of an arena map. */
#define __arena __attribute__((address_space(1)))

/* Members of a BTF-defined map. A number is the length of an array behind a
 * pointer (32 bits) or the only value of an enum (64 bits); a type is what a
 * pointer points to.
 */
#define __uint(MEMBER, NUMBER) int(*MEMBER)[NUMBER]
#define __type(MEMBER, TYPE) __typeof__(TYPE) *MEMBER
#define __array(MEMBER, TYPE) __typeof__(TYPE) *MEMBER[]
#define __JOIN(A, B) A##B
#define __UNIQUE(PREFIX, LINE) __JOIN(PREFIX, LINE)
#define __ulong(MEMBER, NUMBER) \
	enum { __UNIQUE(__##MEMBER##_at_, __LINE__) = NUMBER } MEMBER

/* Declares the type of the records of a ring buffer.
 *
 * A ring buffer has neither keys nor values: the kernel refuses the map unless
 * key_size and value_size are 0, and refuses its BTF unless the declared types
 * have size 0 too. So the type is declared as an array of no records: a reader
 * of the object finds the record's type as the element of the value type, while
 * the sizes stay 0 and the BTF is accepted (the kernel wants a key type as well).
 */
#define __records(TYPE)       \
	__type(key, TYPE[0]); \
	__type(value, TYPE[0])

/* Hides from the optimiser what is known of a value, or of memory. */
#define barrier() __asm__ volatile("" ::: "memory")
#define hide(VALUE) __asm__ volatile("" : "+r"(VALUE)::"memory")

#define LICENSE(TEXT) char LICENSE[] SEC("license") = TEXT

/* Helpers: a call to a small number is a call to the helper of that number
 * (enum bpf_func_id, UAPI).
 */
#define HELPER(NUMBER, RETURN, NAME, ...) \
	static RETURN (*const NAME)(__VA_ARGS__) __unused = (void *)(NUMBER)

HELPER(1, void *, bpf_map_lookup_elem, void *map, const void *key);
HELPER(2, long, bpf_map_update_elem, void *map, const void *key, const void *value, u64 flags);
HELPER(3, long, bpf_map_delete_elem, void *map, const void *key);
HELPER(4, long, bpf_probe_read, void *to, u32 size, const void *from);
HELPER(5, u64, bpf_ktime_get_ns, void);
HELPER(6, long, bpf_trace_printk, const char *format, u32 size, ...);
HELPER(7, u32, bpf_get_prandom_u32, void);
HELPER(8, u32, bpf_get_smp_processor_id, void);
HELPER(12, long, bpf_tail_call, void *ctx, void *prog_array, u32 index);
HELPER(14, u64, bpf_get_current_pid_tgid, void);
HELPER(15, u64, bpf_get_current_uid_gid, void);
HELPER(16, long, bpf_get_current_comm, void *to, u32 size);
HELPER(25, long, bpf_perf_event_output, void *ctx, void *map, u64 flags, void *data, u64 size);
HELPER(27, long, bpf_get_stackid, void *ctx, void *map, u64 flags);
HELPER(35, u64, bpf_get_current_task, void);
HELPER(45, long, bpf_probe_read_str, void *to, u32 size, const void *from);
HELPER(51, long, bpf_redirect_map, void *map, u64 key, u64 flags);
HELPER(87, long, bpf_map_push_elem, void *map, const void *value, u64 flags);
HELPER(88, long, bpf_map_pop_elem, void *map, void *value);
HELPER(89, long, bpf_map_peek_elem, void *map, void *value);
HELPER(93, long, bpf_spin_lock, void *lock);
HELPER(94, long, bpf_spin_unlock, void *lock);
HELPER(112, long, bpf_probe_read_user, void *to, u32 size, const void *from);
HELPER(113, long, bpf_probe_read_kernel, void *to, u32 size, const void *from);
HELPER(114, long, bpf_probe_read_user_str, void *to, u32 size, const void *from);
HELPER(115, long, bpf_probe_read_kernel_str, void *to, u32 size, const void *from);
HELPER(126, long, bpf_seq_printf, void *seq, const char *format, u32 size, const void *data,
       u32 length);
HELPER(127, long, bpf_seq_write, void *seq, const void *data, u32 length);
HELPER(130, long, bpf_ringbuf_output, void *ring, void *data, u64 size, u64 flags);
HELPER(131, void *, bpf_ringbuf_reserve, void *ring, u64 size, u64 flags);
HELPER(132, void, bpf_ringbuf_submit, void *data, u64 flags);
HELPER(133, void, bpf_ringbuf_discard, void *data, u64 flags);
HELPER(134, u64, bpf_ringbuf_query, void *ring, u64 flags);
HELPER(158, void *, bpf_get_current_task_btf, void);
HELPER(164, long, bpf_for_each_map_elem, void *map, void *callback, void *ctx, u64 flags);
HELPER(165, long, bpf_snprintf, char *to, u32 size, const char *format, u64 *data, u32 length);
HELPER(174, u64, bpf_get_attach_cookie, void *ctx);
HELPER(181, long, bpf_loop, u32 count, void *callback, void *ctx, u64 flags);
HELPER(182, long, bpf_strncmp, const char *a, u32 size, const char *b);
HELPER(195, void *, bpf_map_lookup_percpu_elem, void *map, const void *key, u32 cpu);
