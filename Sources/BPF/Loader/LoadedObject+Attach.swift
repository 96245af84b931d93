internal import BPFObject

extension LoadedObject {
  /// Attaches every program of which the section name says how.
  ///
  /// - Returns: the links; the programs are detached when it ends.
  /// - Throws: ``BPFError`` for the first program that cannot be attached; those before it are
  ///   detached again. Programs that are attached by other means (XDP, control groups) are left out.
  public func attach() throws(BPFError) -> LinkSet {
    var links = LinkSet()
    for (program, planned) in zip(programs, plan.programs) {
      guard let kind = planned.spec.definition?.automaticAttachment,
        planned.spec.target?.isEmpty == false
      else { continue }
      links.append(try attach(program, planned.spec, kind))
    }
    return links
  }

  /// Attaches every program that can be, and says what became of each.
  ///
  /// Unlike ``attach()`` it goes on when one cannot be attached.
  public func attachAvailable() -> AttachmentReport {
    var report = AttachmentReport()
    for (program, planned) in zip(programs, plan.programs) {
      if let reason = reasonForExplicitAttachment(planned.spec) {
        report.notAttached.append(
          AttachmentReport.NotAttached(program: program.name, reason: reason, error: nil))
        continue
      }
      guard let kind = planned.spec.definition?.automaticAttachment else { continue }
      do {
        let link = try attach(program, planned.spec, kind)
        report.attached.append(
          AttachmentReport.Attached(program: program.name, target: link.target))
        report.links.append(link)
      } catch {
        report.notAttached.append(
          AttachmentReport.NotAttached(
            program: program.name, reason: error.description, error: error))
      }
    }
    return report
  }

  /// Why a program cannot be attached by its section name alone; `nil` when it can.
  private func reasonForExplicitAttachment(_ program: ProgramSpec) -> String? {
    guard let definition = program.definition else {
      return "the section name \"\(program.sectionName)\" does not say how"
    }
    if definition.automaticAttachment != nil {
      return program.target?.isEmpty == false
        ? nil : "the section name \"\(program.sectionName)\" names no target"
    }
    switch program.type {
    case .xdp: return "XDP programs need an interface"
    case .trafficClassifier, .trafficAction: return "programs of traffic control need an interface"
    case .cgroupSKB, .cgroupDevice, .cgroupSocket, .cgroupSocketAddress, .cgroupSocketOption,
      .cgroupSysctl, .socketOperations:
      return "programs of control groups need a group"
    case .syscall: return "programs of type syscall are run, not attached"
    case .perfEvent: return "programs on perf events need an event"
    default: return "programs of type \(program.type) need a target that no section name gives"
    }
  }

  private func attach(
    _ program: Program, _ spec: ProgramSpec, _ kind: SectionDefinition.AutomaticAttachment
  ) throws(BPFError) -> Link {
    let target = spec.target ?? ""
    switch kind {
    case .tracepoint:
      guard let slash = target.firstIndex(of: "/") else {
        throw BPFError(
          .invalidArgument, "attach \(program)",
          reason: "\"\(target)\" is not of the form CATEGORY/NAME", program: program.name)
      }
      return try program.attach(
        toTracepoint: String(target[..<slash]), String(target[target.index(after: slash)...]))
    case .rawTracepoint:
      return try program.attach(toRawTracepoint: target)
    case .tracing, .lsm:
      return try program.attachToLoadedTarget(named: spec.plainSectionName)
    case .kprobe, .kprobeMulti, .kprobeSession, .kernelSystemCall, .uprobe, .uprobeMulti, .usdt,
      .tracingMulti, .iterator:
      throw BPFError(
        .unsupported, "attach \(program)",
        reason: "this version cannot attach \"\(spec.sectionName)\" yet", program: program.name)
    }
  }
}
