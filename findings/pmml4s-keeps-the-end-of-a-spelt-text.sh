#!/usr/bin/env bash
# PMML4S 1.5.6: of a text between two tags it keeps what follows the last character or entity reference. The constant R&amp;D,
# which XML reads as R&D, comes out as D, and A&#10; as a line break alone; in an attribute both are whole. Guess: the same text either way, as XML has
# it and JPMML 1.7.7 gives it. Grades and reasons of an exported scorecard stand in attributes (Discretize), whoever runs it.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
jars() { # group artifact version: the library and what it needs, in a folder of its name
  mkdir "$2"
  cat >"$2/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>x</groupId><artifactId>x</artifactId><version>1</version>
<dependencies><dependency><groupId>$1</groupId><artifactId>$2</artifactId><version>$3</version></dependency></dependencies></project>
POM
  mvn -B -q -Dstyle.color=never -f "$2/pom.xml" -Dmaven.repo.local="$dir/m2" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
    -DincludeScope=runtime -DoutputDirectory="$dir/$2/jars"
}
jars org.pmml4s pmml4s_3 1.5.6
jars org.jpmml pmml-evaluator-metro 1.7.7
output() { # name, expression
  echo "<OutputField name=\"$1\" optype=\"categorical\" dataType=\"string\" feature=\"transformedValue\">$2</OutputField>"
}
always() { echo "<Discretize field=\"x\" dataType=\"string\"><DiscretizeBin binValue=\"$1\"><Interval closure=\"closedOpen\" leftMargin=\"0\"/></DiscretizeBin></Discretize>"; }
cat >model.pmml <<PMML
<PMML version="4.4" xmlns="http://www.dmg.org/PMML-4_4">
<Header/>
<DataDictionary><DataField name="x" optype="continuous" dataType="double"/></DataDictionary>
<Scorecard functionName="regression" initialScore="0" useReasonCodes="false">
<MiningSchema><MiningField name="x"/></MiningSchema>
<Output>
$(output between '<Constant dataType="string">R&amp;D</Constant>')
$(output attribute "$(always 'R&amp;D')")
$(output line '<Constant dataType="string">A&#10;</Constant>')
</Output>
<Characteristics><Characteristic name="c"><Attribute partialScore="1"><True/></Attribute></Characteristic></Characteristics>
</Scorecard>
</PMML>
PMML
cat >P.java <<'JAVA'
import java.util.*;
public class P {
  public static void main(String[] a) throws Exception {
    Map<String, Object> found = org.pmml4s.model.Model.fromFile("model.pmml").predict(Map.of("x", 1.0));
    for (String name : List.of("between", "attribute", "line")) System.out.print(" " + name + "=" + String.valueOf(found.get(name)).replace("\n", "\\n"));
  }
}
JAVA
cat >J.java <<'JAVA'
import java.util.*;
import org.jpmml.evaluator.*;
public class J {
  public static void main(String[] a) throws Exception {
    Evaluator model = new LoadingModelEvaluatorBuilder().load(new java.io.File("model.pmml")).build();
    Map<String, Object> row = new HashMap<>();
    for (InputField field : model.getInputFields()) row.put(field.getName(), field.prepare(1.0));
    Map<String, ?> found = EvaluatorUtil.decodeAll(model.evaluate(row));
    for (String name : List.of("between", "attribute", "line")) System.out.print(" " + name + "=" + String.valueOf(found.get(name)).replace("\n", "\\n"));
  }
}
JAVA
seen="PMML4S 1.5.6:$(java -cp 'pmml4s_3/jars/*' P.java)
JPMML 1.7.7:$(java -cp 'pmml-evaluator-metro/jars/*' J.java)"
wanted='PMML4S 1.5.6: between=D attribute=R&D line=\n
JPMML 1.7.7: between=R&D attribute=R&D line=A\n'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
