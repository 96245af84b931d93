import BPF

func watch() async throws {
  var file = try ObjectFile(contentsOf: "Fixtures/objects/trace_getpid.bpf.o")
  try file.setVariable("target_tgid", to: UInt32(4711))
  let object = try file.load()
  let links = try object.attach()
  guard let events = object.map(named: "events") else { return }
  for try await record in try RingBuffer(events).records() {
    print("\(record.count) bytes; \(links.count) programs attached")
  }
}
