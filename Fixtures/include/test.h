/* Programs that test from inside: they return 0, or the line of the first check that
 * failed. Run them with BPF_PROG_TEST_RUN.
 */
#pragma once

#define CHECK(CONDITION)                 \
	do {                             \
		if (!(CONDITION))        \
			return __LINE__; \
	} while (0)
