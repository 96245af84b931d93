import Testing

@testable import BPFObject

/// What stands behind the prefix of a section's name.
@Suite struct SectionTargetTests {
  private static func target(_ section: String) throws -> SectionTarget? {
    guard let (definition, target) = SectionDefinition.matching(section) else { return nil }
    guard let kind = definition.automaticAttachment, let target else { return nil }
    return try SectionTarget(target, kind, prefix: definition.name)
  }

  @Test(
    arguments: [
      ("kprobe/do_unlinkat", .kernelProbe(function: "do_unlinkat", offset: 0, onReturn: false)),
      ("?kprobe/vfs_read+0x10", .kernelProbe(function: "vfs_read", offset: 16, onReturn: false)),
      ("kprobe/vfs_read+010", .kernelProbe(function: "vfs_read", offset: 8, onReturn: false)),
      ("kprobe/f.isra.0", .kernelProbe(function: "f.isra.0", offset: 0, onReturn: false)),
      ("kprobe/nf-x:f", .kernelProbe(function: "nf-x:f", offset: 0, onReturn: false)),
      ("kretprobe/vfs_read", .kernelProbe(function: "vfs_read", offset: 0, onReturn: true)),
      ("kprobe.multi/tcp_*", .kernelProbes(pattern: "tcp_*", .entry)),
      ("kretprobe.multi/a?c", .kernelProbes(pattern: "a?c", .return)),
      ("kprobe.session/tcp_*", .kernelProbes(pattern: "tcp_*", .session)),
      ("ksyscall/openat", .systemCall("openat", onReturn: false)),
      ("kretsyscall/openat", .systemCall("openat", onReturn: true)),
      (
        "uprobe//lib/libc.so.6:malloc",
        .userProbe(binary: "/lib/libc.so.6", function: "malloc", offset: 0, onReturn: false)
      ),
      (
        "uprobe.s/go:main.(*T).f+g+12",
        .userProbe(binary: "go", function: "main.(*T).f+g", offset: 12, onReturn: false)
      ),
      ("uprobe/go:a+b", .userProbe(binary: "go", function: "a+b", offset: 0, onReturn: false)),
      (
        "uretprobe/libc.so.6:free@@GLIBC_2.2.5",
        .userProbe(
          binary: "libc.so.6", function: "free@@GLIBC_2.2.5", offset: 0, onReturn: true)
      ),
      ("uprobe.multi/libc.so:m*", .userProbes(binary: "libc.so", pattern: "m*", .entry)),
      ("uretprobe.multi.s/libc.so:m*", .userProbes(binary: "libc.so", pattern: "m*", .return)),
      ("uprobe.session/libc.so:m*", .userProbes(binary: "libc.so", pattern: "m*", .session)),
      (
        "usdt/libc.so.6:libc:setjmp",
        .userStaticProbe(binary: "libc.so.6", provider: "libc", name: "setjmp")
      ),
      ("usdt.s/a:b:c", .userStaticProbe(binary: "a", provider: "b", name: "c")),
      ("tp/sched/sched_switch", .tracepoint(category: "sched", name: "sched_switch")),
      ("raw_tp.w/sys_enter", .rawTracepoint("sys_enter")),
      ("fentry/nf_conntrack:f", .tracing("nf_conntrack:f")),
      ("lsm.s/file_open", .lsm("file_open")),
      ("iter/task", .iterator("task")),
      ("xdp", nil),
      ("kprobe", nil),
    ] as [(String, SectionTarget?)])
  func reads(_ section: String, _ target: SectionTarget?) throws {
    #expect(try SectionTargetTests.target(section) == target)
  }

  @Test(arguments: [
    ("kprobe/vfs_read+-1", "negative"),
    ("kprobe/vfs read", "no name of a function"),
    ("kprobe/+1", "no name of a function"),
    ("kprobe/f+1z", "no name of a function"),
    ("kprobe/f+99999999999999999999", "no name of a function"),
    ("kprobe/:f", "no name of a function"),
    ("kretprobe/vfs_read+4", "no offset"),
    ("kprobe.multi/tcp_[ab]", "pattern"),
    ("ksyscall/a/b", "no name"),
    ("uprobe/libc.so.6", "a binary and a function"),
    ("uprobe/:malloc", "a binary and a function"),
    ("uretprobe/a:f+1", "no offset"),
    ("usdt/a:b", "a provider"),
    ("usdt/a:b:c:d", "a provider"),
    ("tp/sched_switch", "a category"),
  ])
  func refuses(_ section: String, _ what: String) throws {
    let error = #expect(throws: SectionTarget.Malformed.self) {
      try SectionTargetTests.target(section)
    }
    #expect(error?.what.contains(what) == true)
    #expect(error?.form.isEmpty == false)
  }
}
