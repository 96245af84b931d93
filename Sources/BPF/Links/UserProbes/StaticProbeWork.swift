internal import BPFObject
internal import ELF

/// The places of a statically defined probe while a program is attached to them.
struct StaticProbeWork {
  let point: UserStaticProbe
  let program: Program
  let binary: OpenBinary
  let tables: StaticProbeTables
  let action: String

  private var places: [Place] = []
  /// The numbers of arguments that were written, by the text of the arguments.
  private var numbers: [String: UInt32] = [:]
  private var addresses: [UInt64] = []
  private var mappings: [ProcessMapping]?

  private struct Place {
    let offset: UInt64
    let counter: UInt64
    let number: UInt32
  }

  init(
    point: UserStaticProbe, program: Program, binary: OpenBinary, tables: StaticProbeTables,
    action: String
  ) {
    self.point = point
    self.program = program
    self.binary = binary
    self.tables = tables
    self.action = action
  }

  private var kernel: Kernel { program.kernel }

  /// Whether one link holds all places: what the program was loaded for.
  private var isMany: Bool { program.spec?.expectedAttachType == .traceUprobeMulti }

  /// Writes down where the arguments of a place are.
  mutating func add(_ probe: StaticProbe, _ layout: ProbeSpecLayout) throws(BPFError) {
    guard let offset = probe.fileOffset else {
      throw damaged("its place, address 0x\(String(probe.address, radix: 16)), is not in code")
    }
    var counter: UInt64 = 0
    if probe.semaphore != 0 {
      guard let offset = probe.semaphoreOffset else {
        throw damaged("its semaphore is not in the file's variables")
      }
      counter = try binary.fileOffset(offset, action)
    }
    let number: UInt32
    if let known = numbers[probe.arguments] {
      number = known
    } else {
      number = try write(probe, layout)
      numbers[probe.arguments] = number
    }
    let place = try binary.fileOffset(offset, action)
    // Kernels have cookies since they have links for perf events.
    if !isMany, !kernel.supports(.attachCookie) {
      let address = try address(of: probe, offset: place)
      try tables.add(place: address, number, action)
      addresses.append(address)
    }
    places.append(Place(offset: place, counter: counter, number: number))
  }

  private func damaged(_ what: String) -> BPFError {
    BPFError(
      .corruptData, action, reason: "a note about the probe makes no sense: \(what)",
      path: binary.path)
  }

  private func write(
    _ probe: StaticProbe, _ layout: ProbeSpecLayout
  ) throws(BPFError) -> UInt32 {
    guard let machine = ProbeArgument.Machine.host else {
      throw BPFError(
        .unsupported, action, reason: "how probes have arguments on this machine is not known here")
    }
    let value: [UInt8]
    do {
      let arguments = try ProbeArgument.parse(probe.arguments, for: machine)
      value = try layout.encode(arguments, cookie: point.cookie)
    } catch let error as ProbeArgument.Malformed {
      throw BPFError(
        .unsupported, action, reason: "the argument \(error.text) cannot be read: \(error.reason)",
        path: binary.path)
    } catch {
      let unfit = error as? ProbeSpecLayout.Unfit
      throw BPFError(
        .unsupported, action, reason: unfit?.reason ?? "\(error)", advice: unfit?.advice,
        path: binary.path)
    }
    return try tables.add(value, action)
  }

  /// Where a place is in memory, by which programs know it on kernels without cookies.
  private mutating func address(
    of probe: StaticProbe, offset: UInt64
  ) throws(BPFError) -> UInt64 {
    if binary.file.type == .executable { return probe.address }
    guard let pid = point.pid else {
      throw BPFError(
        .unsupported, action,
        reason:
          "this kernel, older than 5.15, has no cookies, and a file that can be mapped anywhere "
          + "has its probes elsewhere in each process",
        advice: "name the process: pid")
    }
    let process = pid == 0 ? Kernel.ownProcess : pid
    if mappings == nil { mappings = try kernel.mappings(of: process, action) }
    let path = kernel.canonicalPath(of: binary.path)
    for mapping in mappings ?? []
    where mapping.isExecutable && mapping.path == path && mapping.offset <= offset {
      let distance = offset &- mapping.offset
      if mapping.end >= mapping.start, distance < mapping.end &- mapping.start {
        return mapping.start &+ distance
      }
    }
    throw BPFError(
      .notFound, action, reason: "process \(process) has not mapped \(binary.path)",
      advice: "attach once the process has loaded it", path: binary.path)
  }

  /// Attaches the program to all places.
  mutating func attach(target: String) throws(BPFError) -> Link {
    var link: OwnedDescriptor?
    var links: LinkSet?
    if isMany {
      let counters = places.map(\.counter)
      link = try program.createLink(
        UserProbesRequest(
          path: binary.path, offsets: places.map(\.offset),
          cookies: places.map { UInt64($0.number) },
          counters: counters.allSatisfy { $0 == 0 } ? [] : counters, pid: point.pid), action)
    } else {
      var set = LinkSet()
      let hasCookies = kernel.supports(.attachCookie)
      for place in places {
        let probe = UserProbe(
          point.binary, .fileOffset(place.offset), pid: point.pid,
          cookie: hasCookies ? UInt64(place.number) : 0, referenceCounter: place.counter)
        set.append(
          try probe.attach(program, path: binary.path, offset: place.offset, target: target))
      }
      links = consume set
    }
    return Link(
      kernel: kernel,
      holding: StaticProbeAttachment(
        kernel: kernel, tables: tables, numbers: Array(numbers.values), places: addresses,
        link: link, links: links),
      target: target + (places.count > 1 ? " (\(places.count) places)" : ""),
      programName: program.name)
  }

  /// Takes back what was written, when the program was not attached.
  func undo() {
    tables.remove(places: addresses)
    tables.remove(numbers.values)
  }
}

extension Kernel {
  /// The path of a file as `/proc/PID/maps` has it.
  func canonicalPath(of path: String) -> String {
    let result = calls.open(path, in: -100, flags: 0o10000000)  // O_PATH
    guard result >= 0 else { return path }
    let descriptor = OwnedDescriptor(owning: result)
    let name = try? calls.readLink("/proc/self/fd/\(descriptor.rawValue)")
    let deleted = " (deleted)"
    return name.map { $0.hasSuffix(deleted) ? String($0.dropLast(deleted.count)) : $0 } ?? path
  }
}
