// The layout of every structure that crosses to the kernel, checked at compile time.

#include "CLinuxBPF.h"

#define SIZE(type, bytes) _Static_assert(sizeof(struct type) == bytes, #type " has another size")
#define AT(type, field, offset)                                   \
  _Static_assert(offsetof(struct type, field) == offset, #type "." #field " is elsewhere")

SIZE(lbpf_map_create, 96);
AT(lbpf_map_create, map_type, 0);
AT(lbpf_map_create, key_size, 4);
AT(lbpf_map_create, value_size, 8);
AT(lbpf_map_create, max_entries, 12);
AT(lbpf_map_create, map_flags, 16);
AT(lbpf_map_create, inner_map_fd, 20);
AT(lbpf_map_create, numa_node, 24);
AT(lbpf_map_create, map_name, 28);
AT(lbpf_map_create, map_ifindex, 44);
AT(lbpf_map_create, btf_fd, 48);
AT(lbpf_map_create, btf_key_type_id, 52);
AT(lbpf_map_create, btf_value_type_id, 56);
AT(lbpf_map_create, btf_vmlinux_value_type_id, 60);
AT(lbpf_map_create, map_extra, 64);
AT(lbpf_map_create, value_type_btf_obj_fd, 72);
AT(lbpf_map_create, map_token_fd, 76);
AT(lbpf_map_create, excl_prog_hash, 80);
AT(lbpf_map_create, excl_prog_hash_size, 88);

SIZE(lbpf_map_element, 32);
AT(lbpf_map_element, map_fd, 0);
AT(lbpf_map_element, key, 8);
AT(lbpf_map_element, value, 16);
AT(lbpf_map_element, flags, 24);

SIZE(lbpf_prog_load, 168);
AT(lbpf_prog_load, prog_type, 0);
AT(lbpf_prog_load, insn_cnt, 4);
AT(lbpf_prog_load, insns, 8);
AT(lbpf_prog_load, license, 16);
AT(lbpf_prog_load, log_level, 24);
AT(lbpf_prog_load, log_size, 28);
AT(lbpf_prog_load, log_buf, 32);
AT(lbpf_prog_load, kern_version, 40);
AT(lbpf_prog_load, prog_flags, 44);
AT(lbpf_prog_load, prog_name, 48);
AT(lbpf_prog_load, prog_ifindex, 64);
AT(lbpf_prog_load, expected_attach_type, 68);
AT(lbpf_prog_load, prog_btf_fd, 72);
AT(lbpf_prog_load, func_info_rec_size, 76);
AT(lbpf_prog_load, func_info, 80);
AT(lbpf_prog_load, func_info_cnt, 88);
AT(lbpf_prog_load, line_info_rec_size, 92);
AT(lbpf_prog_load, line_info, 96);
AT(lbpf_prog_load, line_info_cnt, 104);
AT(lbpf_prog_load, attach_btf_id, 108);
AT(lbpf_prog_load, attach_prog_fd, 112);
AT(lbpf_prog_load, core_relo_cnt, 116);
AT(lbpf_prog_load, fd_array, 120);
AT(lbpf_prog_load, core_relos, 128);
AT(lbpf_prog_load, core_relo_rec_size, 136);
AT(lbpf_prog_load, log_true_size, 140);
AT(lbpf_prog_load, prog_token_fd, 144);
AT(lbpf_prog_load, fd_array_cnt, 148);
AT(lbpf_prog_load, signature, 152);
AT(lbpf_prog_load, signature_size, 160);
AT(lbpf_prog_load, keyring_id, 164);

SIZE(lbpf_object_pin, 24);
AT(lbpf_object_pin, pathname, 0);
AT(lbpf_object_pin, bpf_fd, 8);
AT(lbpf_object_pin, file_flags, 12);
AT(lbpf_object_pin, path_fd, 16);

SIZE(lbpf_prog_test_run, 80);
AT(lbpf_prog_test_run, prog_fd, 0);
AT(lbpf_prog_test_run, retval, 4);
AT(lbpf_prog_test_run, data_size_in, 8);
AT(lbpf_prog_test_run, data_size_out, 12);
AT(lbpf_prog_test_run, data_in, 16);
AT(lbpf_prog_test_run, data_out, 24);
AT(lbpf_prog_test_run, repeat, 32);
AT(lbpf_prog_test_run, duration, 36);
AT(lbpf_prog_test_run, ctx_size_in, 40);
AT(lbpf_prog_test_run, ctx_size_out, 44);
AT(lbpf_prog_test_run, ctx_in, 48);
AT(lbpf_prog_test_run, ctx_out, 56);
AT(lbpf_prog_test_run, flags, 64);
AT(lbpf_prog_test_run, cpu, 68);
AT(lbpf_prog_test_run, batch_size, 72);

SIZE(lbpf_object_id, 16);
AT(lbpf_object_id, start_id, 0);
AT(lbpf_object_id, next_id, 4);
AT(lbpf_object_id, open_flags, 8);
AT(lbpf_object_id, fd_by_id_token_fd, 12);

SIZE(lbpf_object_info, 16);
AT(lbpf_object_info, bpf_fd, 0);
AT(lbpf_object_info, info_len, 4);
AT(lbpf_object_info, info, 8);

SIZE(lbpf_raw_tracepoint_open, 24);
AT(lbpf_raw_tracepoint_open, name, 0);
AT(lbpf_raw_tracepoint_open, prog_fd, 8);
AT(lbpf_raw_tracepoint_open, cookie, 16);

SIZE(lbpf_btf_load, 40);
AT(lbpf_btf_load, btf, 0);
AT(lbpf_btf_load, btf_log_buf, 8);
AT(lbpf_btf_load, btf_size, 16);
AT(lbpf_btf_load, btf_log_size, 20);
AT(lbpf_btf_load, btf_log_level, 24);
AT(lbpf_btf_load, btf_log_true_size, 28);
AT(lbpf_btf_load, btf_flags, 32);
AT(lbpf_btf_load, btf_token_fd, 36);

SIZE(lbpf_link_create_uprobe_multi, 64);
AT(lbpf_link_create_uprobe_multi, path, 16);
AT(lbpf_link_create_uprobe_multi, offsets, 24);
AT(lbpf_link_create_uprobe_multi, ref_ctr_offsets, 32);
AT(lbpf_link_create_uprobe_multi, cookies, 40);
AT(lbpf_link_create_uprobe_multi, cnt, 48);
AT(lbpf_link_create_uprobe_multi, multi_flags, 52);
AT(lbpf_link_create_uprobe_multi, pid, 56);
AT(lbpf_link_create_uprobe_multi, path_fd, 60);

SIZE(lbpf_link_create, 24);
AT(lbpf_link_create, prog_fd, 0);
AT(lbpf_link_create, target_fd, 4);
AT(lbpf_link_create, attach_type, 8);
AT(lbpf_link_create, flags, 12);
AT(lbpf_link_create, bpf_cookie, 16);

SIZE(lbpf_link_update, 16);
AT(lbpf_link_update, link_fd, 0);
AT(lbpf_link_update, new_prog_fd, 4);
AT(lbpf_link_update, flags, 8);
AT(lbpf_link_update, old_prog_fd, 12);

SIZE(lbpf_link_detach, 4);
AT(lbpf_link_detach, link_fd, 0);

SIZE(lbpf_prog_bind_map, 12);
AT(lbpf_prog_bind_map, prog_fd, 0);
AT(lbpf_prog_bind_map, map_fd, 4);
AT(lbpf_prog_bind_map, flags, 8);

SIZE(lbpf_link_create_tracing, 32);
AT(lbpf_link_create_tracing, target_btf_id, 16);
AT(lbpf_link_create_tracing, cookie, 24);

SIZE(lbpf_link_create_tracing_multi, 40);
AT(lbpf_link_create_tracing_multi, ids, 16);
AT(lbpf_link_create_tracing_multi, cookies, 24);
AT(lbpf_link_create_tracing_multi, cnt, 32);

SIZE(lbpf_link_create_iterator, 32);
AT(lbpf_link_create_iterator, iter_info, 16);
AT(lbpf_link_create_iterator, iter_info_len, 24);

SIZE(lbpf_link_create_kprobe_multi, 48);
AT(lbpf_link_create_kprobe_multi, multi_flags, 16);
AT(lbpf_link_create_kprobe_multi, cnt, 20);
AT(lbpf_link_create_kprobe_multi, syms, 24);
AT(lbpf_link_create_kprobe_multi, addrs, 32);
AT(lbpf_link_create_kprobe_multi, cookies, 40);

SIZE(lbpf_link_create_netfilter, 32);
AT(lbpf_link_create_netfilter, pf, 16);
AT(lbpf_link_create_netfilter, hooknum, 20);
AT(lbpf_link_create_netfilter, priority, 24);
AT(lbpf_link_create_netfilter, netfilter_flags, 28);

SIZE(lbpf_link_create_ordered, 32);
AT(lbpf_link_create_ordered, relative_fd, 16);
AT(lbpf_link_create_ordered, expected_revision, 24);

SIZE(lbpf_prog_attach, 32);
AT(lbpf_prog_attach, target_fd, 0);
AT(lbpf_prog_attach, attach_bpf_fd, 4);
AT(lbpf_prog_attach, attach_type, 8);
AT(lbpf_prog_attach, attach_flags, 12);
AT(lbpf_prog_attach, replace_bpf_fd, 16);
AT(lbpf_prog_attach, relative_fd, 20);
AT(lbpf_prog_attach, expected_revision, 24);

SIZE(lbpf_iter_create, 8);
AT(lbpf_iter_create, link_fd, 0);
AT(lbpf_iter_create, flags, 4);

SIZE(lbpf_prog_info, 232);
AT(lbpf_prog_info, type, 0);
AT(lbpf_prog_info, id, 4);
AT(lbpf_prog_info, tag, 8);
AT(lbpf_prog_info, jited_prog_len, 16);
AT(lbpf_prog_info, xlated_prog_len, 20);
AT(lbpf_prog_info, jited_prog_insns, 24);
AT(lbpf_prog_info, xlated_prog_insns, 32);
AT(lbpf_prog_info, load_time, 40);
AT(lbpf_prog_info, created_by_uid, 48);
AT(lbpf_prog_info, nr_map_ids, 52);
AT(lbpf_prog_info, map_ids, 56);
AT(lbpf_prog_info, name, 64);
AT(lbpf_prog_info, ifindex, 80);
AT(lbpf_prog_info, gpl_compatible, 84);
AT(lbpf_prog_info, netns_dev, 88);
AT(lbpf_prog_info, netns_ino, 96);
AT(lbpf_prog_info, nr_jited_ksyms, 104);
AT(lbpf_prog_info, nr_jited_func_lens, 108);
AT(lbpf_prog_info, jited_ksyms, 112);
AT(lbpf_prog_info, jited_func_lens, 120);
AT(lbpf_prog_info, btf_id, 128);
AT(lbpf_prog_info, func_info_rec_size, 132);
AT(lbpf_prog_info, func_info, 136);
AT(lbpf_prog_info, nr_func_info, 144);
AT(lbpf_prog_info, nr_line_info, 148);
AT(lbpf_prog_info, line_info, 152);
AT(lbpf_prog_info, jited_line_info, 160);
AT(lbpf_prog_info, nr_jited_line_info, 168);
AT(lbpf_prog_info, line_info_rec_size, 172);
AT(lbpf_prog_info, jited_line_info_rec_size, 176);
AT(lbpf_prog_info, nr_prog_tags, 180);
AT(lbpf_prog_info, prog_tags, 184);
AT(lbpf_prog_info, run_time_ns, 192);
AT(lbpf_prog_info, run_cnt, 200);
AT(lbpf_prog_info, recursion_misses, 208);
AT(lbpf_prog_info, verified_insns, 216);
AT(lbpf_prog_info, attach_btf_obj_id, 220);
AT(lbpf_prog_info, attach_btf_id, 224);

SIZE(lbpf_map_info, 104);
AT(lbpf_map_info, type, 0);
AT(lbpf_map_info, id, 4);
AT(lbpf_map_info, key_size, 8);
AT(lbpf_map_info, value_size, 12);
AT(lbpf_map_info, max_entries, 16);
AT(lbpf_map_info, map_flags, 20);
AT(lbpf_map_info, name, 24);
AT(lbpf_map_info, ifindex, 40);
AT(lbpf_map_info, btf_vmlinux_value_type_id, 44);
AT(lbpf_map_info, netns_dev, 48);
AT(lbpf_map_info, netns_ino, 56);
AT(lbpf_map_info, btf_id, 64);
AT(lbpf_map_info, btf_key_type_id, 68);
AT(lbpf_map_info, btf_value_type_id, 72);
AT(lbpf_map_info, btf_vmlinux_id, 76);
AT(lbpf_map_info, map_extra, 80);
AT(lbpf_map_info, hash, 88);
AT(lbpf_map_info, hash_size, 96);

SIZE(lbpf_btf_info, 32);
AT(lbpf_btf_info, btf, 0);
AT(lbpf_btf_info, btf_size, 8);
AT(lbpf_btf_info, id, 12);
AT(lbpf_btf_info, name, 16);
AT(lbpf_btf_info, name_len, 24);
AT(lbpf_btf_info, kernel_btf, 28);

SIZE(lbpf_link_info, 64);
AT(lbpf_link_info, type, 0);
AT(lbpf_link_info, id, 4);
AT(lbpf_link_info, prog_id, 8);
AT(lbpf_link_info, words, 16);

SIZE(lbpf_perf_event_attr, 72);
AT(lbpf_perf_event_attr, type, 0);
AT(lbpf_perf_event_attr, size, 4);
AT(lbpf_perf_event_attr, config, 8);
AT(lbpf_perf_event_attr, sample_period, 16);
AT(lbpf_perf_event_attr, sample_type, 24);
AT(lbpf_perf_event_attr, read_format, 32);
AT(lbpf_perf_event_attr, flags, 40);
AT(lbpf_perf_event_attr, wakeup_events, 48);
AT(lbpf_perf_event_attr, bp_type, 52);
AT(lbpf_perf_event_attr, config1, 56);
AT(lbpf_perf_event_attr, config2, 64);

SIZE(lbpf_epoll_event, 16);
AT(lbpf_epoll_event, data, 0);
AT(lbpf_epoll_event, events, 8);
