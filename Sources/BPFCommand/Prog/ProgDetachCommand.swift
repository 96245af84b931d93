import ArgumentParser
import BPF

/// `bpf prog detach`: ends all links of a program that can be ended from outside.
struct ProgDetachCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "detach",
    abstract: "Detach a program from everything that it is attached to by links.",
    discussion: """
      Links of XDP, traffic control (tcx, netkit), control groups, network namespaces and struct_ops \
      can be ended by others than those who hold them; the rest end with the processes that hold \
      them, or when their pins are removed. The exit code is 1 when one stays.
      """)

  @Argument(help: ArgumentHelp(ObjectReference.help)) var program: String

  func run() throws {
    var stays = false
    try explainingFailures {
      let kernel = Kernel()
      let program = try kernel.program(ObjectReference(program))
      let id = try program.info().id
      let names = LinkNames(kernel)
      var found = 0
      var links = kernel.links()
      while let link = try links.next() {
        let info = try link.info()
        guard info.programID == id else { continue }
        found += 1
        do throws(BPFError) {
          try link.detachEverywhere()
          StandardError.print("detached: link \(info.id) from \(names.target(of: info))")
        } catch {
          stays = true
          StandardError.print("bpf: link \(info.id): \(try explain(error, info.id, kernel))")
        }
      }
      if found == 0 { throw ObjectReferenceError("\(program) is not attached by any link") }
    }
    if stays { throw ExitCode.failure }
  }
}

/// The failure to end a link, and who holds it.
func explain(_ error: BPFError, _ link: UInt32, _ kernel: Kernel) throws(BPFError) -> String {
  guard error.code == .unsupported else { return error.description }
  let holders = try kernel.objectHolders(includingThis: false).processes(ofLink: link)
  return error.description
    + (holders.isEmpty
      ? " No process holds it, so it is pinned: remove the pin."
      : " It ends when these end or close it: \(holders.text).")
}
