/* exceptions: programs that throw, with callbacks that are found by a tag on the program
 * and appended to it though nothing calls them. `caught` and `caught_in_function` return
 * what the callback makes of the cookie; `uncaught` returns the cookie; `calls_it_too`
 * has its callback in two roles. Linux 6.7.
 */
#include "bpf.h"

#define __exception_cb(NAME) __attribute__((btf_decl_tag("exception_callback:" #NAME)))

extern void bpf_throw(u64 cookie) __ksym;

static __noinline u64 doubled(u64 value)
{
	hide(value);
	return value * 2;
}

/* Calls another function, which is appended behind it. */
int on_exception(u64 cookie)
{
	return doubled(cookie) + 1;
}

__noinline int throws(u64 cookie)
{
	if (cookie > 3)
		bpf_throw(cookie);
	return cookie;
}

SEC("tc")
__exception_cb(on_exception)
int caught(void *ctx)
{
	bpf_throw(20);
	return 1;
}

SEC("tc")
__exception_cb(on_exception)
int caught_in_function(void *ctx)
{
	return throws(3) + throws(10);
}

SEC("tc")
int uncaught(void *ctx)
{
	return throws(30);
}

/* Does not throw; the callback is an ordinary function to it. */
SEC("tc")
__exception_cb(on_exception)
int calls_it_too(void *ctx)
{
	return on_exception(5);
}

LICENSE("GPL");
