internal import SystemPackage

/// Which processes hold which programs, maps, links and BTF by descriptors.
public struct ObjectHolders: Sendable {
  /// A process that holds an object.
  public struct Process: Sendable, Hashable {
    /// The process.
    public var id: Int32
    /// The name of its executable, at most 15 bytes (`/proc/PID/comm`).
    public var command: String
  }

  private struct Key: Hashable {
    var kind: KernelObject
    var id: UInt32
  }

  private var processes: [Key: [Process]] = [:]

  /// The processes that hold a program.
  public func processes(ofProgram id: UInt32) -> [Process] { self[.program, id] }
  /// The processes that hold a map.
  public func processes(ofMap id: UInt32) -> [Process] { self[.map, id] }
  /// The processes that hold a link.
  public func processes(ofLink id: UInt32) -> [Process] { self[.link, id] }
  /// The processes that hold BTF.
  public func processes(ofTypes id: UInt32) -> [Process] { self[.btf, id] }

  package subscript(kind: KernelObject, id: UInt32) -> [Process] {
    processes[Key(kind: kind, id: id)] ?? []
  }

  fileprivate mutating func add(_ kind: KernelObject, _ id: UInt32, _ process: Process) {
    let key = Key(kind: kind, id: id)
    guard processes[key]?.contains(process) != true else { return }
    processes[key, default: []].append(process)
  }
}

extension Kernel {
  /// Which processes hold objects of BPF, by looking at the descriptors of each (`/proc/PID/fdinfo`).
  ///
  /// Processes that may not be looked into are passed over.
  ///
  /// - Parameter includingThis: whether this process is among them.
  /// - Throws: ``BPFError`` when `/proc` cannot be read.
  public func objectHolders(includingThis: Bool = true) throws(BPFError) -> ObjectHolders {
    var holders = ObjectHolders()
    let own = includingThis ? nil : (try? calls.readLink("/proc/self")).flatMap { Int32($0) }
    var process: ObjectHolders.Process?
    try forEachDescriptor { (id, descriptor, file) throws(BPFError) in
      guard id != own, let kind = KernelObject(fileName: file),
        let text = try? calls.readFile("/proc/\(id)/fdinfo/\(descriptor)"),
        let number = DescriptorFacts(text)[kind.idKey].flatMap({ UInt32($0) })
      else { return }
      if process?.id != id {
        process = ObjectHolders.Process(id: id, command: command(ofProcess: id))
      }
      if let process { holders.add(kind, number, process) }
    }
    return holders
  }

  private func command(ofProcess id: Int32) -> String {
    guard let bytes = try? calls.readFile("/proc/\(id)/comm") else { return "" }
    return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }

  /// Calls a closure with every descriptor of every process and the file that it is of.
  func forEachDescriptor(
    _ body: (_ process: Int32, _ descriptor: Int32, _ file: String) throws(BPFError) -> Void
  ) throws(BPFError) {
    let entries: [String]
    do { entries = try calls.list("/proc") } catch {
      throw failure(call: "opendir", error, "list the processes", path: "/proc")
    }
    for process in entries.compactMap({ Int32($0) }).sorted() {
      guard let descriptors = try? calls.list("/proc/\(process)/fd") else { continue }
      for descriptor in descriptors.compactMap({ Int32($0) }) {
        guard let file = try? calls.readLink("/proc/\(process)/fd/\(descriptor)") else { continue }
        try body(process, descriptor, file)
      }
    }
  }
}
