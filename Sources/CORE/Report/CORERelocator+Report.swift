public import BTF

/// Relocations in words. Nothing of this is built unless it is asked for.
extension CORERelocator {
  /// A relocation as verifier logs and other tools print it:
  /// `<byte_off> [5] struct task_struct.pid (0:2 @ offset 8)`.
  ///
  /// Of a relocation that does not fit its types as much is said as can be.
  public func specification(of record: CORERecord) -> String {
    let kind = RelocationKind(rawValue: record.kind)
    var path = AccessPath()
    path.begin(at: record.type)
    guard let subject = kind.subject,
      (try? local.follow(record, subject, along: &path)) != nil
    else {
      let access = (try? local.table.string(at: record.accessString)) ?? "?"
      return "<\(kind.description)> \(local.describeWithNumber(record.type)) + \(access)"
    }
    return local.specification(kind, path)
  }

  /// The relocation of an outcome, in the same form.
  public func specification(of outcome: COREOutcome) -> String {
    specification(of: outcome.record)
  }

  /// The types of the target that were considered for a relocation, in their order.
  public func candidates(of outcome: COREOutcome) -> [CORECandidate] {
    let kind = outcome.kind
    var access = AccessPath()
    guard kind != .typeIDLocal, let subject = kind.subject,
      let root = rootNumbers[outcome.localType],
      (try? local.follow(outcome.record, subject, along: &access)) != nil
    else { return [] }
    return roots[root].candidates.compactMap { candidate in
      var matcher = matchers[candidate.table]
      let target = matcher.target
      guard let type = try? target.type(candidate.type) else { return nil }
      var verdict = CORECandidate.Verdict.ruledOut
      do throws(Fault) {
        if try matcher.matches(kind, subject, access, candidate.type) {
          if candidate.ruledOutBy >= outcome.generation {
            verdict = .matches(bitOffset: matcher.path.bitOffset)
          }
        } else if candidate.ruledOutBy >= outcome.generation {
          verdict = .differs(matcher.mismatch.map { matcher.describe($0) } ?? "it differs")
        }
      } catch {
        verdict = .differs(error.detail)
      }
      return CORECandidate(
        table: candidate.table, type: candidate.type, kind: type.kind,
        name: (try? target.table.name(of: type)) ?? "",
        specification: target.specification(kind, matcher.path), verdict: verdict)
    }
  }

  /// Why an outcome's instruction was poisoned, in a sentence; `nil` when it was not.
  public func poisonDescription(of outcome: COREOutcome) -> String? {
    switch outcome.poisonReason {
    case nil: return nil
    case .accessesFieldIncorrectly:
      return "the field has another size in the target, and a load or store can be widened or "
        + "narrowed only for pointers and unsigned integers: accesses field incorrectly"
    case .noCandidate:
      let candidates = candidates(of: outcome)
      if candidates.isEmpty {
        return "the target has no \(local.describe(outcome.localType)): no candidate"
      }
      let reasons = candidates.map { candidate in
        switch candidate.verdict {
        case .differs(let reason): "\(candidate.type): \(reason)"
        case .ruledOut: "\(candidate.type): ruled out before"
        case .matches: "\(candidate.type): matches"
        }
      }
      return "no candidate matches (\(reasons.joined(separator: "; ")))"
    }
  }
}

extension Matcher {
  /// A mismatch in words.
  func describe(_ mismatch: Mismatch) -> String {
    func name(_ offset: UInt32) -> String { (try? local.table.string(at: offset)) ?? "?" }
    switch mismatch {
    case .noMember(let offset, let type):
      return "\(target.describe(type)) has no member \"\(name(offset))\""
    case .memberType(let offset, let ours, let theirs):
      return "the member \"\(name(offset))\" is of type \(target.describe(theirs)), here of "
        + local.describe(ours)
    case .notComposite(let type): return "\(target.describe(type)) is no struct or union"
    case .notArray(let type): return "\(target.describe(type)) is no array"
    case .tooFewElements(let count, let index):
      return "the array has \(count) elements, and none of index \(index)"
    case .noEnumerator(let offset): return "it has no enumerator \"\(name(offset))\""
    case .notEnumeration(let type): return "\(target.describe(type)) is no enumeration"
    case .types(let ours, let theirs):
      return "\(target.describe(theirs)) does not match \(local.describe(ours)) here"
    }
  }
}
