import BPF

func attachEverything(_ object: LoadedObject, _ open: Program, _ filter: Program) throws {
  // Whatever the names of the sections say, and the rest to the interface.
  let links = try object.attach(at: AttachSites(interface: "eth0"))
  // One program, to as many places as wanted, with options as values.
  let probe = try open.attach(to: .kprobe("do_filp_open", cookie: 1))
  let call = try open.attach(to: .ksyscall("openat"))
  let first = try filter.attach(to: .tcx(interface: "eth0", .ingress, order: .first))
  print(links.count, probe.target, call.target)
  try first.pin(at: "/sys/fs/bpf/filter")
}

func firstThatWorks(_ file: ObjectFile) throws -> LoadedObject {
  let ladder = FallbackLadder(
    "open", firstOf: ["fexit_open"], ["kprobe_open", "kretprobe_open"], ["tracepoint_open"])
  let object = try file.load(options: LoadOptions(ladders: [ladder]))
  for outcome in object.ladders { print(outcome) }
  return object
}
