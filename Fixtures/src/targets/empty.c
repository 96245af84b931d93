/* empty: a kernel that has nothing but one integer. Every relocation finds no
 * candidate.
 */
int nothing;
