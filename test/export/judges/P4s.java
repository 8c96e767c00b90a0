import java.io.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.*;
import org.pmml4s.model.Model;

/** The same as Jpmml.java, by PMML4S. */
public class P4s {
  static String read(String cell) {
    return cell.equals("-") ? null : new String(HexFormat.of().parseHex(cell), StandardCharsets.UTF_8);
  }

  public static void main(String[] args) throws Exception {
    PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
    List<String> asked = List.of(args[0].split(","));
    for (int k = 1; k + 1 < args.length; k += 2) {
      Model model = Model.fromFile(args[k]);
      Set<String> inputs = new HashSet<>(Arrays.asList(model.inputNames()));
      Set<String> given = new HashSet<>(Arrays.asList(model.outputNames()));
      List<String> lines = new ArrayList<>(Arrays.asList(Files.readString(Path.of(args[k + 1])).split("\n")));
      List<String> head = new ArrayList<>();
      for (String cell : lines.remove(0).split("\t", -1)) head.add(read(cell));
      for (String line : lines) {
        String[] cells = line.split("\t", -1);
        Map<String, Object> row = new HashMap<>();
        for (int i = 0; i < cells.length; i++) if (inputs.contains(head.get(i))) row.put(head.get(i), read(cells[i]));
        Map<String, Object> found = model.predict(row);
        StringJoiner said = new StringJoiner("\t");
        for (String name : asked) {
          Object value = given.contains(name) ? found.get(name) : null;
          said.add(value == null ? "-" : HexFormat.of().formatHex(value.toString().getBytes(StandardCharsets.UTF_8)));
        }
        out.println(said);
      }
    }
    out.flush();
  }
}
