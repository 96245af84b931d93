internal import BPFObject
internal import ELF

/// A statically defined probe (USDT) of an executable or a shared library: a place, or several, that the
/// authors named, with arguments.
///
/// The program reads the arguments by `bpf_usdt_arg` of libbpf's `usdt.bpf.h`, whose maps are written
/// here. One link for all places since Linux 6.6, a perf event for each before. Kernels before 5.15, which
/// have no cookies, need to be told the process, unless the binary is an executable at a fixed address.
public struct UserStaticProbe: AttachPoint {
  /// The executable or shared library.
  public var binary: UserBinary
  /// Who defined the probe: `libc`.
  public var provider: String
  /// The name of the probe: `setjmp`.
  public var name: String
  /// The process that is meant, 0 for this one; `nil` for all.
  public var pid: Int32?
  /// What `bpf_usdt_cookie` gives in the program.
  public var cookie: UInt64

  /// A probe by its provider and its name.
  public init(
    _ binary: UserBinary, provider: String, name: String, pid: Int32? = nil, cookie: UInt64 = 0
  ) {
    self.binary = binary
    self.provider = provider
    self.name = name
    self.pid = pid
    self.cookie = cookie
  }

  /// `usdt libc.so.6:libc:setjmp`.
  public var description: String { "usdt \(binary):\(provider):\(name)" }

  /// Attaches a program of type `kprobe` of an object that includes `usdt.bpf.h`.
  public func attach(_ program: Program) throws(BPFError) -> Link {
    let action = "attach \(program) to \(self)"
    do throws(BPFError) {
      let (tables, layout) = try tables(of: program, action)
      let binary = try program.kernel.open(binary, action)
      let probes = try find(in: binary, action)
      var work = StaticProbeWork(
        point: self, program: program, binary: binary, tables: tables, action: action)
      do throws(BPFError) {
        for probe in probes { try work.add(probe, layout) }
        return try work.attach(target: description)
      } catch {
        work.undo()
        throw error
      }
    } catch {
      throw error.adding { $0.program = program.name }
    }
  }

  /// Looks whether there is such a probe.
  public func check(on kernel: Kernel) throws(BPFError) {
    let action = "find \(self)"
    _ = try find(in: try kernel.open(binary, action), action)
  }

  private func tables(
    of program: Program, _ action: String
  ) throws(BPFError) -> (StaticProbeTables, ProbeSpecLayout) {
    guard program.type == .kprobe else {
      throw BPFError(
        .invalidArgument, action, reason: "the program is of type \(program.type), not kprobe")
    }
    guard let tables = program.staticProbes else {
      throw BPFError(
        .invalidArgument, action,
        reason: "its object has no map \(StaticProbeTables.specsName)",
        advice: "include <bpf/usdt.bpf.h> in the program")
    }
    switch tables.layout {
    case .success(let layout):
      guard layout.size == tables.specs.valueSize else {
        throw BPFError(
          .invalidArgument, action,
          reason:
            "the values of \(StaticProbeTables.specsName) have \(tables.specs.valueSize) bytes, "
            + "and their type \(layout.size)")
      }
      return (tables, layout)
    case .failure(let mismatch):
      throw BPFError(
        .invalidArgument, action,
        reason: "\(StaticProbeTables.specsName) is not the map of usdt.bpf.h: \(mismatch.reason)",
        advice: "include <bpf/usdt.bpf.h> as it is, and compile with -g")
    }
  }

  private func find(in binary: OpenBinary, _ action: String) throws(BPFError) -> [StaticProbe] {
    let all: [StaticProbe]
    do { all = try binary.file.staticProbes() } catch {
      throw BPFError(
        .corruptData, action, reason: "the notes of \(binary.path) are damaged: \(error.detail)",
        path: binary.path, underlying: error)
    }
    let found = all.filter { $0.provider == provider && $0.name == name }
    guard found.isEmpty else { return found }
    let names = Set(all.map { "\($0.provider):\($0.name)" })
    var search = NearNames(to: "\(provider):\(name)".utf8, takesDots: true)
    for name in names { search.consider(name) }
    let near = search.names
    let shown = (near.isEmpty ? names.sorted() : near).prefix(5).joined(separator: ", ")
    throw BPFError(
      .notFound, action,
      reason: all.isEmpty
        ? "\(binary.path) has no statically defined probes (.note.stapsdt)"
        : "\(binary.path) has no such probe",
      advice: all.isEmpty
        ? "it may have to be built with them, such as --enable-dtrace or --enable-systemtap"
        : "it has \(shown)\(near.isEmpty && names.count > 5 ? " and \(names.count - 5) more" : "")",
      path: binary.path)
  }
}

extension AttachPoint where Self == UserStaticProbe {
  /// A statically defined probe: `.usdt("libc.so.6", provider: "libc", name: "setjmp")`.
  public static func usdt(
    _ binary: UserBinary, provider: String, name: String, cookie: UInt64 = 0, pid: Int32? = nil
  ) -> Self {
    UserStaticProbe(binary, provider: provider, name: name, pid: pid, cookie: cookie)
  }
}
