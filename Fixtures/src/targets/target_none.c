/* target_none: a kernel that has one integer and none of the types that the core_*
 * programs know: every relocation finds no candidate.
 */
int nothing;
