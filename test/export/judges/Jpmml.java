import java.io.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.*;
import org.jpmml.evaluator.*;

/**
 * Scores rows by JPMML. Arguments: the outputs that are asked, with commas between; then pairs of a model and a table of its
 * rows, tab-separated under a head. Out: for each row a line of its outputs. Cells are hexadecimal UTF-8, "-" is missing.
 */
public class Jpmml {
  static String read(String cell) {
    return cell.equals("-") ? null : new String(HexFormat.of().parseHex(cell), StandardCharsets.UTF_8);
  }

  public static void main(String[] args) throws Exception {
    PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
    List<String> asked = List.of(args[0].split(","));
    for (int k = 1; k + 1 < args.length; k += 2) {
      Evaluator evaluator = new LoadingModelEvaluatorBuilder().load(new File(args[k])).build().verify();
      List<String> lines = new ArrayList<>(Arrays.asList(Files.readString(Path.of(args[k + 1])).split("\n")));
      List<String> head = new ArrayList<>();
      for (String cell : lines.remove(0).split("\t", -1)) head.add(read(cell));
      for (String line : lines) {
        String[] cells = line.split("\t", -1);
        Map<String, Object> row = new LinkedHashMap<>();
        for (InputField input : evaluator.getInputFields())
          row.put(input.getName(), input.prepare(read(cells[head.indexOf(input.getName())])));
        Map<String, ?> found = EvaluatorUtil.decodeAll(evaluator.evaluate(row));
        StringJoiner said = new StringJoiner("\t");
        for (String name : asked) {
          Object value = found.get(name);
          said.add(value == null ? "-" : HexFormat.of().formatHex(value.toString().getBytes(StandardCharsets.UTF_8)));
        }
        out.println(said);
      }
    }
    out.flush();
  }
}
