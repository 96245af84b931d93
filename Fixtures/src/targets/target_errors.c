/* target_errors: a kernel in which the relocations of core_errors fail: types twice,
 * fields too far away or of impossible sizes.
 */
#include "types.h"

struct core_twice {
	int x;
} twice;

struct core_twice___too {
	int gap;
	int x;
} twice_too;

struct core_agreeing {
	int x;
} agreeing;

struct core_agreeing___too {
	int x;
	int y;
} agreeing_too;

struct core_one_has {
	int y;
} one_has;

struct core_one_has___too {
	int y;
	int x;
} one_has_too;

enum core_twice_enum { CORE_TWICE = 1 } twice_enum;
enum core_twice_enum___too { CORE_TWICE___too = 2 } twice_enum_too;

struct core_far {
	char gap[40000];
	int x;
} far;

struct core_sixteen {
	unsigned __int128 x;
} sixteen;

struct __attribute__((packed)) core_straddling {
	u64 gap : 40;
	u64 x : 60;
} straddling;
