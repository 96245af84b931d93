internal import BPFObject

/// Loads an object with ladders: goes down from rung to rung until all can be loaded together.
struct LadderClimb {
  private let file: ObjectFile
  private let kernel: Kernel
  private let options: LoadOptions
  /// The names of the programs that are loaded whatever becomes of the ladders.
  private let others: Set<String>
  private var positions: [Position]

  private struct Position {
    let ladder: FallbackLadder
    var rung = 0
    var losers: [FallbackLadder.Loser] = []

    var programs: [String]? { ladder.rungs.indices.contains(rung) ? ladder.rungs[rung] : nil }

    mutating func giveUp(_ error: BPFError) {
      losers.append(FallbackLadder.Loser(programs: programs ?? [], error: error))
      rung += 1
    }
  }

  init(_ file: ObjectFile, _ kernel: Kernel, _ options: LoadOptions) throws(BPFError) {
    self.file = file
    self.kernel = kernel
    self.options = options
    positions = options.ladders.map { Position(ladder: $0) }
    var onLadders: Set<String> = []
    for ladder in options.ladders {
      for name in ladder.rungs.joined() {
        guard file.programs[name] != nil else {
          throw BPFError(
            .invalidArgument, "load the object by ladder \"\(ladder.name)\"",
            reason: "the object has no program \"\(name)\"",
            advice:
              "it has \(file.programs.map(\.name).joined(separator: ", "))", program: name)
        }
        guard onLadders.insert(name).inserted else {
          throw BPFError(
            .invalidArgument, "load the object by ladder \"\(ladder.name)\"",
            reason: "program \"\(name)\" is on more than one rung", program: name)
        }
      }
    }
    let chosen = options.programs ?? Set(file.programs.lazy.filter(\.autoload).map(\.name))
    others = chosen.subtracting(onLadders)
  }

  mutating func load() throws(BPFError) -> LoadedObject {
    for index in positions.indices { try descend(index) }
    while true {
      let selection = positions.reduce(into: others) { $0.formUnion($1.programs ?? []) }
      do {
        return try file.loadOnce(
          into: kernel, options: options, programs: selection,
          ladders: positions.map { position in
            FallbackLadder.Outcome(
              ladder: position.ladder, winner: position.programs, losers: position.losers)
          })
      } catch {
        // A failure of anything but the programs of a rung is no matter of ladders.
        guard let program = error.program,
          let index = positions.firstIndex(where: { $0.programs?.contains(program) == true })
        else { throw error }
        positions[index].giveUp(error)
        try descend(index)
      }
    }
  }

  /// Goes down to the next rung that can be prepared, and of which the targets are there.
  private mutating func descend(_ index: Int) throws(BPFError) {
    while let programs = positions[index].programs {
      do { return try check(programs) } catch { positions[index].giveUp(error) }
    }
    let position = positions[index]
    guard !position.ladder.isOptional else { return }
    throw BPFError(
      .unsupported, "load any program of ladder \"\(position.ladder.name)\"",
      reason: position.losers.isEmpty
        ? "it has no rungs"
        : position.losers.map { "\($0.programs.joined(separator: "+")): \($0.error)" }
          .joined(separator: "; "),
      underlying: nil)
  }

  private func check(_ programs: [String]) throws(BPFError) {
    for name in programs {
      guard let spec = file.programs[name] else { continue }
      let place: SectionTarget?
      do { place = try spec.sectionTarget() } catch {
        throw BPFError(error, object: file.name)
      }
      do { try place?.check(on: kernel) } catch { throw error.adding { $0.program = name } }
    }
    let selection = Set(programs)
    let target = try file.target(in: kernel, options: options, programs: selection)
    do {
      _ = try file.plan(for: target, programs: selection)
    } catch {
      throw BPFError(error, object: file.name)
    }
  }
}
