/* streams: prints to the two streams of its own that a program has, and returns 0 or why that
 * failed. Kernel 6.18.
 */
#include "bpf.h"

extern int bpf_stream_vprintk_impl(int stream, const char *format, const void *arguments, u32 size,
				   void *program) __ksym;

enum stream { STREAM_OUTPUT = 1, STREAM_ERROR = 2 };

SEC("syscall")
int speak(void *ctx)
{
	static const char greeting[] = "hello %d\n", complaint[] = "wrong\n";
	u64 arguments[] = {42};

	int error = bpf_stream_vprintk_impl(STREAM_OUTPUT, greeting, arguments, sizeof(arguments),
					    NULL);

	return error ? error : bpf_stream_vprintk_impl(STREAM_ERROR, complaint, arguments, 0, NULL);
}

LICENSE("GPL");
