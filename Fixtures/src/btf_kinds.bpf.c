/* btf_kinds: an object whose BTF has every kind of type from INT to ENUM64, and the
 * variants that kind_flag makes of some.
 */
#include "bpf.h"

#define tag(NAME) __attribute__((btf_type_tag(NAME)))
#define decl(NAME) __attribute__((btf_decl_tag(NAME)))

struct forward;
union forward_union;

enum plain { PLAIN_ZERO, PLAIN_ONE };
enum negative { NEGATIVE = -1 };
enum wide { WIDE = 0x100000000 };
enum wide_negative { WIDE_NEGATIVE = -0x100000000 };

struct empty {
};

typedef struct {
	u8 first : 3;
	s16 second : 9;
} bitfields decl("a typedef");

struct everything {
	bool truth;
	char character;
	s8 small;
	u16 medium;
	s32 large;
	u64 huge;
	__int128 enormous;
	float single;
	double twice;
	enum plain plain;
	enum negative negative;
	enum wide wide;
	enum wide_negative wide_negative;
	bitfields bits;
	struct empty empty;
	int array[3][2];
	const char *text;
	volatile int changing;
	int *restrict alone;
	struct forward *forward;
	union forward_union *forward_union;
	int (*function)(struct everything *self, int);
	void (*variadic)(const char *, ...);
	int tag("user") *tagged;
	struct {
		int inner;
	};
	union {
		int whole;
		char parts[4];
	};
	struct everything *next;
} decl("a struct");

union choice {
	int number;
	struct everything *pointer decl("a member");
};

struct everything everything decl("a variable");
union choice choice;
const volatile int constant = 1;
static volatile int internal;
extern int LINUX_KERNEL_VERSION __kconfig __weak;

__noinline int global(int value decl("a parameter")) decl("a function");
__noinline int global(int value)
{
	return value + internal;
}

static __noinline int local(struct everything *p)
{
	return p->large;
}

SEC("socket")
int kinds(void *ctx)
{
	return global(constant) + local(&everything) + (choice.number & 0) +
	       (LINUX_KERNEL_VERSION == 0);
}

LICENSE("GPL");
