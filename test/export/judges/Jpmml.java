import java.io.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.*;
import org.jpmml.evaluator.*;

/**
 * Scores rows by JPMML. Arguments: pairs of a model and a table of its rows, tab-separated under a head, in which \N is missing
 * and tab, line breaks, backslash and NUL are spelt. Out: for each row a line "score<TAB>p<TAB>grade<TAB>mql".
 */
public class Jpmml {
  static String read(String cell) {
    if (cell.equals("\\N")) return null;
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < cell.length(); i++) {
      char c = cell.charAt(i);
      if (c != '\\') { text.append(c); continue; }
      char next = cell.charAt(++i);
      text.append(next == 't' ? '\t' : next == 'n' ? '\n' : next == 'r' ? '\r' : next == '0' ? '\0' : next);
    }
    return text.toString();
  }

  public static void main(String[] args) throws Exception {
    PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
    for (int k = 0; k + 1 < args.length; k += 2) {
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
        for (String name : List.of("score", "p", "grade", "mql")) {
          Object value = found.get(name);
          said.add(value == null ? "\\N" : value.toString().replace("\\", "\\\\").replace("\n", "\\n"));
        }
        out.println(said);
      }
    }
    out.flush();
  }
}
