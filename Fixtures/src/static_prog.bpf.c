/* static_prog: a static function in a section of its own is no program and no
 * subprogram: opening must fail and name it.
 */
#include "bpf.h"

SEC("socket")
static int hidden_from_loaders(void *ctx)
{
	return 1;
}

SEC("tc")
int visible(void *ctx)
{
	return 0;
}

LICENSE("GPL");
