internal import BPFObject

extension LoadedObject {
  /// Attaches every program of which the section name says how, and registers every struct of
  /// struct_ops, those excepted whose `autoattach` is not set.
  ///
  /// - Parameter sites: where programs go of which the section's name leaves the place open.
  /// - Returns: the links; the programs are detached when it ends.
  /// - Throws: ``BPFError`` for the first program that cannot be attached; those before it are
  ///   detached again. Programs of which neither the section nor the sites say where they go are left
  ///   out.
  public func attach(at sites: AttachSites = AttachSites()) throws(BPFError) -> LinkSet {
    var links = LinkSet()
    for program in programs where program.spec?.autoattach != false {
      guard let link = try attach(program, sites) else { continue }
      links.append(link)
    }
    for name in structOpsToAttach { links.append(try attach(structOps: name)) }
    return links
  }

  /// Attaches every program that can be, and says what became of each.
  ///
  /// Unlike ``attach(at:)`` it goes on when one cannot be attached.
  ///
  /// - Parameter sites: where programs go of which the section's name leaves the place open.
  public func attachAvailable(at sites: AttachSites = AttachSites()) -> AttachmentReport {
    var report = AttachmentReport()
    for program in programs {
      guard program.spec?.autoattach != false else {
        report.leaveOut(program.name, "its autoattach is not set")
        continue
      }
      do {
        if let link = try attach(program, sites) {
          report.add(link, program.name)
        } else {
          report.leaveOut(program.name, program.spec?.reasonForExplicitAttachment ?? "")
        }
      } catch {
        report.leaveOut(program.name, error.description, error)
      }
    }
    for name in structOpsToAttach {
      do { report.add(try attach(structOps: name), name) } catch {
        report.leaveOut(name, error.description, error)
      }
    }
    return report
  }

  /// Attaches a program; `nil` when neither its section nor the sites say where.
  private func attach(_ program: Program, _ sites: AttachSites) throws(BPFError) -> Link? {
    guard let spec = program.spec, spec.reasonForExplicitAttachment != nil else {
      if let process = sites.process, let target = (try? program.spec?.sectionTarget()) ?? nil,
        let place = target.place(inProcess: process)
      {
        return try program.attach(to: place)
      }
      return try program.attach()
    }
    guard let place = sites.place(for: spec) else { return nil }
    return try program.attach(to: place)
  }

  private var structOpsToAttach: [String] {
    plan.maps.filter { $0.structOps != nil && $0.spec.autoattach }.map(\.spec.name)
  }
}
