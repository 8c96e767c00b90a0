#!/usr/bin/env bash
# PMML4S 1.5.6 and JPMML 1.7.7: a missing number compared inside Apply, x > 0, is false in PMML4S, so that not(x > 0) is true and an `if` takes its
# else branch; JPMML raises an error; in a SimplePredicate it is unknown to both. Guess: missing in all three, as PMML 4.4
# says of a function without its argument. Ask isMissing first, as Leadline's files do.
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
bool() { # name, expression
  echo "<OutputField name=\"$1\" optype=\"categorical\" dataType=\"boolean\" feature=\"transformedValue\">$2</OutputField>"
}
more='<Apply function="greaterThan"><FieldRef field="visits"/><Constant dataType="double">0</Constant></Apply>'
write() { # file, output fields
  cat >"$1.pmml" <<PMML
<PMML version="4.4" xmlns="http://www.dmg.org/PMML-4_4">
<Header/>
<DataDictionary><DataField name="visits" optype="continuous" dataType="double"/></DataDictionary>
<Scorecard functionName="regression" initialScore="0" useReasonCodes="false">
<MiningSchema><MiningField name="visits"/></MiningSchema>
<Output><OutputField name="points" optype="continuous" dataType="double" feature="predictedValue"/>$2</Output>
<Characteristics><Characteristic name="c">
<Attribute partialScore="10"><SimplePredicate field="visits" operator="greaterThan" value="0"/></Attribute>
<Attribute partialScore="20"><CompoundPredicate booleanOperator="or"><SimplePredicate field="visits" operator="lessOrEqual" value="0"/><False/></CompoundPredicate></Attribute>
<Attribute partialScore="-1"><True/></Attribute>
</Characteristic></Characteristics>
</Scorecard>
</PMML>
PMML
}
write predicate ''
write more "$(bool value "$more")"
write not "$(bool value "<Apply function=\"not\">$more</Apply>")"
write if "$(bool value "<Apply function=\"if\">$more<Constant dataType=\"boolean\">true</Constant><Constant dataType=\"boolean\">false</Constant></Apply>")"
write asked "$(bool value "<Apply function=\"if\"><Apply function=\"isMissing\"><FieldRef field=\"visits\"/></Apply><Constant dataType=\"boolean\">false</Constant>$more</Apply>")"
cat >P.java <<'JAVA'
import java.util.*;
public class P {
  public static void main(String[] a) throws Exception {
    Map<String, Object> row = new HashMap<>();
    row.put("visits", null);
    for (String name : List.of("more", "not", "if", "asked", "predicate")) {
      Map<String, Object> found = org.pmml4s.model.Model.fromFile(name + ".pmml").predict(row);
      System.out.print(" " + name + " " + (name.equals("predicate") ? found.get("points") : found.get("value")));
    }
  }
}
JAVA
cat >J.java <<'JAVA'
import java.util.*;
import org.jpmml.evaluator.*;
public class J {
  public static void main(String[] a) throws Exception {
    for (String name : List.of("more", "not", "if", "asked", "predicate")) {
      Evaluator model = new LoadingModelEvaluatorBuilder().load(new java.io.File(name + ".pmml")).build();
      Map<String, Object> row = new HashMap<>();
      for (InputField field : model.getInputFields()) row.put(field.getName(), field.prepare((Object) null));
      try {
        Map<String, ?> found = EvaluatorUtil.decodeAll(model.evaluate(row));
        System.out.print(" " + name + " " + (name.equals("predicate") ? found.get("points") : found.get("value")));
      } catch (EvaluationException error) {
        System.out.print(" " + name + " " + error.getClass().getSimpleName());
      }
    }
  }
}
JAVA
seen="PMML4S 1.5.6:$(java -cp 'pmml4s_3/jars/*' P.java)
JPMML 1.7.7:$(java -cp 'pmml-evaluator-metro/jars/*' J.java)"
wanted='PMML4S 1.5.6: more false not true if false asked false predicate -1.0
JPMML 1.7.7: more MissingArgumentException not MissingArgumentException if MissingArgumentException asked false predicate -1.0'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
