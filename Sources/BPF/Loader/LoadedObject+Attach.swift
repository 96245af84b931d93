internal import BPFObject

extension LoadedObject {
  /// Attaches every program of which the section name says how.
  ///
  /// - Returns: the links; the programs are detached when it ends.
  /// - Throws: ``BPFError`` for the first program that cannot be attached; those before it are
  ///   detached again. Programs that are attached by other means (XDP, control groups) are left out.
  public func attach() throws(BPFError) -> LinkSet {
    var links = LinkSet()
    for program in programs where program.spec?.reasonForExplicitAttachment == nil {
      links.append(try program.attach())
    }
    return links
  }

  /// Attaches every program that can be, and says what became of each.
  ///
  /// Unlike ``attach()`` it goes on when one cannot be attached.
  public func attachAvailable() -> AttachmentReport {
    var report = AttachmentReport()
    for program in programs {
      if let reason = program.spec?.reasonForExplicitAttachment {
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
    return report
  }
}
