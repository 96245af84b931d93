import BPFObject
import Testing

@Suite struct HelperFunctionTests {
  /// Numbers and names as in `enum bpf_func_id`; one from each end of the kernel's rows, so that a
  /// name too many or too few shows.
  @Test(arguments: [
    (1, "map_lookup_elem", "3.19"), (12, "tail_call", "4.2"), (25, "perf_event_output", "4.4"),
    (35, "get_current_task", "4.8"), (45, "probe_read_str", "4.11"),
    (58, "override_return", "4.16"),
    (81, "get_local_storage", "4.19"), (93, "spin_lock", "5.1"), (113, "probe_read_kernel", "5.5"),
    (131, "ringbuf_reserve", "5.8"), (147, "d_path", "5.10"), (165, "snprintf", "5.13"),
    (174, "get_attach_cookie", "5.15"), (181, "loop", "5.17"),
    (195, "map_lookup_percpu_elem", "5.19"),
    (209, "user_ringbuf_drain", "6.1"), (211, "cgrp_storage_delete", "6.2"),
  ])
  func numbers(number: UInt32, name: String, kernel: String) {
    let helper = HelperFunction(rawValue: number)
    #expect(helper.name == name && helper.description == name)
    #expect(helper.functionName == "bpf_\(name)")
    #expect(helper.cName == "BPF_FUNC_\(name)")
    #expect(helper.firstKernel == kernel)
    #expect(HelperFunction(name: name) == helper)
  }

  @Test func everyNumberHasItsOwnName() {
    let names = (1...211).compactMap { HelperFunction(rawValue: $0).functionName }
    #expect(Set(names).count == 211)
    #expect(names.allSatisfy { $0.wholeMatch(of: /bpf_[a-z][a-z0-9_]+/) != nil })
    #expect(HelperFunction.mapLookup.functionName == "bpf_map_lookup_elem")
    #expect(HelperFunction.tailCall.functionName == "bpf_tail_call")
  }

  /// The kernel numbers helpers as they come.
  @Test func versionsNeverFall() {
    let versions = (1...211).compactMap { HelperFunction(rawValue: $0).firstKernel }
      .map { $0.split(separator: ".").compactMap { Int($0) } }
    #expect(versions.count == 211)
    for (before, after) in zip(versions, versions.dropFirst()) {
      #expect(before.lexicographicallyPrecedes(after) || before == after)
    }
  }

  @Test(arguments: [0, 212, 0x0bad_2310, .max] as [UInt32])
  func numbersWithoutAFunctionSurvive(number: UInt32) {
    let helper = HelperFunction(rawValue: number)
    #expect(helper.functionName == nil && helper.firstKernel == nil)
    #expect(helper.rawValue == number)
    if number > 0 { #expect(helper.cName == String(number)) }
  }
}
