internal import BPFObject

extension LoadedObject {
  /// Attaches every program of which the section name says how, and registers every struct of
  /// struct_ops, those excepted whose `autoattach` is not set.
  ///
  /// - Returns: the links; the programs are detached when it ends.
  /// - Throws: ``BPFError`` for the first program that cannot be attached; those before it are
  ///   detached again. Programs that are attached by other means (XDP, control groups) are left out.
  public func attach() throws(BPFError) -> LinkSet {
    var links = LinkSet()
    for program in programs
    where program.spec?.reasonForExplicitAttachment == nil && program.spec?.autoattach != false {
      links.append(try program.attach())
    }
    for name in structOpsToAttach { links.append(try attach(structOps: name)) }
    return links
  }

  /// Attaches every program that can be, and says what became of each.
  ///
  /// Unlike ``attach()`` it goes on when one cannot be attached.
  public func attachAvailable() -> AttachmentReport {
    var report = AttachmentReport()
    for program in programs {
      let left = program.spec?.autoattach == false ? "its autoattach is not set" : nil
      if let reason = left ?? program.spec?.reasonForExplicitAttachment {
        report.notAttached.append(
          AttachmentReport.NotAttached(program: program.name, reason: reason, error: nil))
        continue
      }
      do {
        let link = try program.attach()
        report.attached.append(
          AttachmentReport.Attached(program: program.name, target: link.target))
        report.links.append(link)
      } catch {
        report.notAttached.append(
          AttachmentReport.NotAttached(
            program: program.name, reason: error.description, error: error))
      }
    }
    for name in structOpsToAttach {
      do {
        let link = try attach(structOps: name)
        report.attached.append(AttachmentReport.Attached(program: name, target: link.target))
        report.links.append(link)
      } catch {
        report.notAttached.append(
          AttachmentReport.NotAttached(program: name, reason: error.description, error: error))
      }
    }
    return report
  }

  private var structOpsToAttach: [String] {
    plan.maps.filter { $0.structOps != nil && $0.spec.autoattach }.map(\.spec.name)
  }
}
